package io.quark.compute.libvirt;

import io.quark.common.model.Hardware;
import io.quark.common.model.Hardware.NumaNode;
import io.quark.compute.hypervisor.ExtraXml;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a machine has of its host as its flavor says, as parts of a domain's XML. Its values have been checked. */
final class HardwareXml {

    private static final Pattern PCI = Pattern.compile("(....):(..):(..)\\.(.)");

    private final Hardware hardware;

    HardwareXml(Optional<Hardware> hardware) {
        this.hardware = hardware.orElse(Hardware.PLAIN);
    }

    /** What goes below {@code domain} beside {@code cpu}. */
    void domain(Xml domain) {
        pins(domain);
        hardware.hugePageKib()
                .ifPresent(kib -> domain.child("memoryBacking")
                        .child("hugepages")
                        .child("page")
                        .with("size", kib)
                        .with("unit", "KiB"));
        hostNodes(domain);
    }

    /** The guest's NUMA nodes, below {@code cpu}. */
    void numa(Xml cpu) {
        Xml numa = cpu.child("numa");
        List<NumaNode> nodes = hardware.numa();
        for (int i = 0; i < nodes.size(); i++) {
            numa.child("cell")
                    .with("id", i)
                    .with("cpus", nodes.get(i).cpus())
                    .with("memory", nodes.get(i).ram())
                    .with("unit", "MiB");
        }
    }

    /** What goes below {@code devices}. */
    void devices(Xml devices) {
        hardware.pci().forEach(device -> passThrough(devices, device));
        hardware.devicesXml()
                .forEach(xml ->
                        devices.add(ExtraXml.parse(ExtraXml.Place.DEVICES, xml).element()));
    }

    /** What the operator adds below {@code domain}; last, so that it finds what is there. */
    void extras(Xml domain) {
        hardware.domainXml()
                .forEach(xml ->
                        domain.merge(ExtraXml.parse(ExtraXml.Place.DOMAIN, xml).element()));
    }

    private void pins(Xml domain) {
        if (hardware.cpuPins().isEmpty()) {
            return;
        }
        Xml tune = domain.child("cputune");
        for (int i = 0; i < hardware.cpuPins().size(); i++) {
            tune.child("vcpupin")
                    .with("vcpu", i)
                    .with("cpuset", hardware.cpuPins().get(i));
        }
    }

    private void hostNodes(Xml domain) {
        List<NumaNode> nodes = hardware.numa();
        if (nodes.stream().allMatch(node -> node.hostNode().isEmpty())) {
            return;
        }
        Xml tune = domain.child("numatune");
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).hostNode().isPresent()) {
                tune.child("memnode")
                        .with("cellid", i)
                        .with("mode", "strict")
                        .with("nodeset", nodes.get(i).hostNode().get());
            }
        }
    }

    /** libvirt takes it from the host's driver, and gives it back when the machine ends. */
    private static void passThrough(Xml devices, String address) {
        Matcher parts = PCI.matcher(address);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not the address of a PCI device: " + address);
        }
        devices.child("hostdev")
                .with("mode", "subsystem")
                .with("type", "pci")
                .with("managed", "yes")
                .child("source")
                .child("address")
                .with("domain", "0x" + parts.group(1))
                .with("bus", "0x" + parts.group(2))
                .with("slot", "0x" + parts.group(3))
                .with("function", "0x" + parts.group(4));
    }
}
