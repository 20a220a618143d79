package io.quark.compute.libvirt;

import io.quark.common.model.ComputeSelf.HypervisorFacts;
import io.quark.compute.hypervisor.HostFacts;
import java.util.Map;
import java.util.TreeMap;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.NodeInfo;

/** What libvirt says of its host. */
final class Facts {

    private Facts() {}

    static HostFacts of(Connect libvirt, String kind, GuestProbe probe) throws LibvirtException {
        NodeInfo node = libvirt.nodeInfo();
        Guest guest = probe.guest(libvirt);
        Map<String, String> versions = new TreeMap<>();
        versions.put("libvirt", dotted(libvirt.getLibVersion()));
        versions.put(kind, dotted(libvirt.getVersion()));
        return new HostFacts(
                new HypervisorFacts(kind, libvirt.getURI(), guest.arch()), node.memory / 1024, node.cpus, versions);
    }

    /** libvirt writes 9.0.1 as 9000001. */
    static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1_000 % 1_000 + "." + version % 1_000;
    }
}
