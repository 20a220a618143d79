package io.quark.compute.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import io.quark.compute.hypervisor.HostFailureException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.jna.DomainPointer;

/**
 * Calls of libvirt that its Java binding lacks. Thread safe; blocks.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html">libvirt: domain API</a>
 */
final class DomainCalls {

    static final int SHUTDOWN_BY_BUTTON = 1;

    private static final VarHandle POINTER = pointer();

    private final Calls calls = Native.load("virt", Calls.class);

    /** Named as libvirt names them. */
    interface Calls extends Library {
        int virDomainGetState(DomainPointer domain, IntByReference state, IntByReference reason, int flags);

        int virDomainShutdownFlags(DomainPointer domain, int flags);

        String virGetLastErrorMessage();
    }

    /**
     * A domain's state and what has brought it there, in libvirt's numbers.
     *
     * @param state virDomainState
     * @param reason virDomain...Reason of that state
     */
    record State(int state, int reason) {}

    State state(Domain domain) throws LibvirtException {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        if (calls.virDomainGetState(pointer(domain), state, reason, 0) < 0) {
            fail(domain);
        }
        return new State(state.getValue(), reason.getValue());
    }

    void shutdown(Domain domain, int flags) throws LibvirtException {
        if (calls.virDomainShutdownFlags(pointer(domain), flags) < 0) {
            fail(domain);
        }
    }

    /** The binding turns libvirt's last error (of this thread) into an exception only after calls of its own. */
    private void fail(Domain domain) throws LibvirtException {
        String why = calls.virGetLastErrorMessage();
        domain.getInfo(); // where the domain is gone or the connection broken, that says so
        throw HostFailureException.passing(
                "libvirt refused: " + why, "see libvirt's log on this host (journalctl -u libvirtd, /var/log/libvirt)");
    }

    private static DomainPointer pointer(Domain domain) {
        return (DomainPointer) POINTER.get(domain);
    }

    private static VarHandle pointer() {
        try {
            return MethodHandles.privateLookupIn(Domain.class, MethodHandles.lookup())
                    .findVarHandle(Domain.class, "vdp", DomainPointer.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another libvirt binding than Quark was made for", e);
        }
    }
}
