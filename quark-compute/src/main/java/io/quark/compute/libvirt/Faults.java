package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** What libvirt's errors mean for whoever asked. */
final class Faults {

    private Faults() {}

    /**
     * @param what was being done to what, for the message
     * @param connected whether the connection still stands after it
     */
    static HostFailureException failure(String what, LibvirtException e, boolean connected) {
        if (!connected) {
            return new HostFailureException(
                    Kind.UNREACHABLE,
                    "libvirt went away while it was asked to " + what + ": " + e.getMessage(),
                    "see whether libvirtd (or virtqemud) runs on this host; the compute reconnects by itself",
                    e);
        }
        return new HostFailureException(
                permanent(code(e)) ? Kind.PERMANENT : Kind.PASSING,
                "libvirt could not " + what + ": " + e.getMessage(),
                "see libvirt's log on this host (journalctl -u libvirtd, /var/log/libvirt)",
                e);
    }

    static boolean is(LibvirtException e, ErrorNumber number) {
        return code(e) == number;
    }

    private static ErrorNumber code(LibvirtException e) {
        return e.getError() == null ? ErrorNumber.VIR_ERR_UNKNOWN : e.getError().getCode();
    }

    /** What a second try with the same words cannot change. */
    private static boolean permanent(ErrorNumber code) {
        return switch (code) {
            case VIR_ERR_XML_ERROR,
                    VIR_ERR_XML_DETAIL,
                    VIR_ERR_XML_INVALID_SCHEMA,
                    VIR_ERR_CONFIG_UNSUPPORTED,
                    VIR_ERR_INVALID_ARG,
                    VIR_ERR_NO_SUPPORT,
                    VIR_ERR_ARGUMENT_UNSUPPORTED,
                    VIR_ERR_OPERATION_UNSUPPORTED,
                    VIR_ERR_OPERATION_DENIED,
                    VIR_ERR_ACCESS_DENIED,
                    VIR_ERR_AUTH_FAILED,
                    VIR_ERR_OS_TYPE,
                    VIR_ERR_NO_DOMAIN,
                    VIR_ERR_NO_STORAGE_POOL,
                    VIR_ERR_NO_STORAGE_VOL -> true;
            default -> false;
        };
    }
}
