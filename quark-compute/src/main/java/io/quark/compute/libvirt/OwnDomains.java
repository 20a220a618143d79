package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.libvirt.Connect;
import org.libvirt.Domain.MetadataType;
import org.libvirt.Domain.UndefineFlags;
import org.libvirt.Domain.VcpuFlags;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/**
 * What is done to the domains of one compute, and only to those: a domain whose metadata name another owner, or none, is
 * treated as if it was not there. Blocks; stateless.
 */
final class OwnDomains {

    private static final int UNDEFINE_NVRAM = 4;
    private static final int UNDEFINE_CHECKPOINTS = 16;
    private static final int XML_INACTIVE = 2;
    private static final int START_PAUSED = 1;

    private final String compute;
    private final String tree;
    private final DomainCalls calls = new DomainCalls();

    OwnDomains(String compute, String tree) {
        this.compute = compute;
        this.tree = tree;
    }

    List<Domain> all(Connect libvirt) throws LibvirtException {
        List<Domain> all = new ArrayList<>();
        for (org.libvirt.Domain found : libvirt.listAllDomains(0)) {
            try {
                Optional<Owner> owner = owner(found);
                if (owner.isPresent()) {
                    all.add(seen(found, owner.get()));
                }
            } catch (LibvirtException e) {
                if (!Faults.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) { // gone since it was listed
                    throw e;
                }
            } finally {
                found.free();
            }
        }
        return all;
    }

    Optional<Domain> look(Connect libvirt, String instance) throws LibvirtException {
        return with(libvirt, instance, this::seen);
    }

    void define(Connect libvirt, Owner owner, String xml) throws LibvirtException {
        Optional<Boolean> done = with(libvirt, owner.instance(), (domain, before) -> {
            boolean same = before.task().equals(owner.task());
            if (same && domain.isActive() == 1) {
                return true;
            }
            if (!same) {
                destroy(domain);
                domain.undefine(UndefineFlags.MANAGED_SAVE | UndefineFlags.SNAPSHOTS_METADATA);
            }
            return false;
        });
        if (done.orElse(false)) {
            return;
        }
        libvirt.domainDefineXML(xml).free();
    }

    void allocateVcpu(Connect libvirt, String instance, int cpus) throws LibvirtException {
        require(
                with(libvirt, instance, (domain, owner) -> {
                    if (domain.isActive() == 1) {
                        return true; // it was set before it was started
                    }
                    domain.setVcpusFlags(cpus, VcpuFlags.CONFIG);
                    int set = vcpus(domain.getXMLDesc(XML_INACTIVE));
                    if (set != cpus) {
                        throw HostFailureException.passing(
                                "libvirt gave the domain of " + instance + " " + set + " virtual CPUs, not " + cpus,
                                "see libvirt's log on this host");
                    }
                    return true;
                }),
                instance);
    }

    /** @param paused not for the test driver, which cannot */
    void start(Connect libvirt, String instance, boolean paused) throws LibvirtException {
        require(
                with(libvirt, instance, (domain, owner) -> {
                    if (DomainStates.isCrashed(calls.state(domain))) {
                        destroy(domain); // it was kept as it lay
                    }
                    if (domain.isActive() != 1) {
                        domain.create(paused ? START_PAUSED : 0);
                    }
                    return true;
                }),
                instance);
    }

    void resume(Connect libvirt, String instance) throws LibvirtException {
        require(
                with(libvirt, instance, (domain, owner) -> {
                    if (domain.getInfo().state == DomainState.VIR_DOMAIN_PAUSED) {
                        domain.resume();
                    }
                    return true;
                }),
                instance);
    }

    void stop(Connect libvirt, String instance) throws LibvirtException {
        with(libvirt, instance, (domain, owner) -> {
            destroy(domain);
            if (domain.hasManagedSaveImage() == 1) {
                domain.managedSaveRemove();
            }
            return true;
        });
    }

    /** @param modest for the test driver, which knows fewer flags */
    void undefine(Connect libvirt, String instance, boolean modest) throws LibvirtException {
        int flags = UndefineFlags.MANAGED_SAVE | UndefineFlags.SNAPSHOTS_METADATA;
        with(libvirt, instance, (domain, owner) -> {
            destroy(domain);
            domain.undefine(modest ? flags : flags | UNDEFINE_NVRAM | UNDEFINE_CHECKPOINTS);
            return true;
        });
    }

    /** The number of virtual CPUs that a domain's XML says it will have. */
    static int vcpus(String xml) {
        Element vcpu = Xml.all(Xml.parse(xml), "vcpu").get(0);
        String current = vcpu.getAttribute("current");
        return Integer.parseInt(current.isEmpty() ? vcpu.getTextContent().strip() : current);
    }

    /** What has become of a domain, and why. */
    DomainCalls.State state(org.libvirt.Domain domain) throws LibvirtException {
        return calls.state(domain);
    }

    void shutdown(org.libvirt.Domain domain, int flags) throws LibvirtException {
        calls.shutdown(domain, flags);
    }

    private Domain seen(org.libvirt.Domain domain, Owner owner) throws LibvirtException {
        DomainCalls.State state = calls.state(domain);
        boolean saved = DomainStates.isOff(state) && domain.hasManagedSaveImage() == 1;
        return DomainStates.domain(owner, state, saved);
    }

    interface Action {
        void on(org.libvirt.Domain domain) throws LibvirtException;
    }

    /** Does something to the instance's domain, which must be there and ours. */
    void on(Connect libvirt, String instance, Action action) throws LibvirtException {
        require(
                with(libvirt, instance, (domain, owner) -> {
                    action.on(domain);
                    return true;
                }),
                instance);
    }

    interface Question<T> {
        T to(org.libvirt.Domain domain) throws LibvirtException;
    }

    /** Asks the instance's domain, which must be there and ours. */
    <T> T ask(Connect libvirt, String instance, Question<T> question) throws LibvirtException {
        return with(libvirt, instance, (domain, owner) -> question.to(domain)).orElseThrow(() -> gone(instance));
    }

    /**
     * Gives the instance's domain, which must be there and ours, another definition; where it runs, it runs on as it is.
     *
     * @param xml of the new one, from whom it belongs to
     * @return the definition as libvirt has it now
     */
    String redefine(Connect libvirt, String instance, Function<Owner, String> xml) throws LibvirtException {
        return with(libvirt, instance, (domain, owner) -> {
                    libvirt.domainDefineXML(xml.apply(owner)).free();
                    return domain.getXMLDesc(XML_INACTIVE);
                })
                .orElseThrow(() -> gone(instance));
    }

    /** Asks the instance's domain; empty where it is not there, or not ours. */
    <T> Optional<T> askIfThere(Connect libvirt, String instance, Question<T> question) throws LibvirtException {
        return with(libvirt, instance, (domain, owner) -> question.to(domain));
    }

    interface Work<T> {
        T on(org.libvirt.Domain domain, Owner owner) throws LibvirtException;
    }

    /** Does something to the instance's domain, if it is there and ours. */
    <T> Optional<T> with(Connect libvirt, String instance, Work<T> work) throws LibvirtException {
        org.libvirt.Domain domain;
        try {
            domain = libvirt.domainLookupByUUIDString(instance);
        } catch (LibvirtException e) {
            if (Faults.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
        if (domain == null) {
            return Optional.empty();
        }
        try {
            Optional<Owner> owner = owner(domain);
            return owner.isPresent() ? Optional.of(work.on(domain, owner.get())) : Optional.empty();
        } catch (LibvirtException e) {
            if (Faults.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) { // gone since it was looked up
                return Optional.empty();
            }
            throw e;
        } finally {
            domain.free();
        }
    }

    private Optional<Owner> owner(org.libvirt.Domain domain) throws LibvirtException {
        try {
            String metadata = domain.getMetadata(MetadataType.ELEMENT, OwnerXml.NAMESPACE, 0);
            return metadata == null
                    ? Optional.empty()
                    : OwnerXml.read(metadata).filter(owner -> owner.belongsTo(compute, tree));
        } catch (LibvirtException e) {
            if (Faults.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void destroy(org.libvirt.Domain domain) throws LibvirtException {
        if (domain.isActive() != 1) {
            return;
        }
        try {
            domain.destroy();
        } catch (LibvirtException e) {
            if (!Faults.is(e, ErrorNumber.VIR_ERR_OPERATION_INVALID)) { // it ended by itself meanwhile
                throw e;
            }
        }
    }

    private static void require(Optional<Boolean> found, String instance) {
        if (found.isEmpty()) {
            throw gone(instance);
        }
    }

    private static HostFailureException gone(String instance) {
        return HostFailureException.permanent(
                "the domain of " + instance + " is gone, or is not this compute's",
                "see who removes domains on this host besides Quark");
    }
}
