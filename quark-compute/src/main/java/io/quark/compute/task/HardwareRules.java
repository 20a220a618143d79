package io.quark.compute.task;

import io.quark.common.model.Hardware;
import io.quark.common.model.Hardware.NumaNode;
import io.quark.common.model.Machine;
import io.quark.common.model.Problem.Fault;
import io.quark.compute.hypervisor.CpuSet;
import io.quark.compute.hypervisor.ExtraXml;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether what a machine is to have of its host can be handed to a hypervisor. */
final class HardwareRules {

    private static final int MAX_NODES = 64;
    private static final int MAX_PCI = 32;
    private static final int MAX_EXTRAS = 16;

    /** No host has more; what it has is seen when the machine is started. */
    private static final int MAX_HOST_CPUS = 8_192;

    private static final long KIB_OF_A_MIB = 1024;
    private static final Pattern PCI = Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7]");

    private final Machine machine;
    private final List<Fault> faults = new ArrayList<>();

    private HardwareRules(Machine machine) {
        this.machine = machine;
    }

    static List<Fault> faults(Machine machine) {
        HardwareRules rules = new HardwareRules(machine);
        machine.hardware().ifPresent(rules::hardware);
        return rules.faults;
    }

    private void hardware(Hardware hardware) {
        require(hardware.cpuPins().size() <= machine.cpu(), "cpu_pins", "more than the machine has virtual CPUs");
        hardware.cpuPins()
                .forEach(pin -> require(
                        CpuSet.parse(pin, MAX_HOST_CPUS).isPresent(), "cpu_pins", "not CPUs of a host: " + pin));
        if (!hardware.numa().isEmpty()) {
            numa(hardware.numa());
        }
        hardware.hugePageKib().ifPresent(this::hugePages);
        require(hardware.pci().size() <= MAX_PCI, "pci", "more than " + MAX_PCI + " devices");
        require(hardware.pci().stream().distinct().count() == hardware.pci().size(), "pci", "a device twice");
        hardware.pci()
                .forEach(device ->
                        require(PCI.matcher(device).matches(), "pci", "not the address of a PCI device: " + device));
        extras("domain_xml", ExtraXml.Place.DOMAIN, hardware.domainXml());
        extras("devices_xml", ExtraXml.Place.DEVICES, hardware.devicesXml());
    }

    private void numa(List<NumaNode> nodes) {
        require(nodes.size() <= MAX_NODES, "numa", "more than " + MAX_NODES + " nodes");
        BitSet all = new BitSet();
        int count = 0;
        for (NumaNode node : nodes) {
            Optional<BitSet> cpus = CpuSet.parse(node.cpus(), machine.cpu());
            require(cpus.isPresent(), "numa", "not virtual CPUs of the machine: " + node.cpus());
            all.or(cpus.orElseGet(BitSet::new));
            count += cpus.map(BitSet::cardinality).orElse(0);
            require(node.ram() > 0, "numa", "a node without memory");
            require(
                    node.hostNode()
                            .map(host -> host >= 0 && host < MAX_NODES * MAX_NODES)
                            .orElse(true),
                    "numa",
                    "not a node of a host");
        }
        require(
                all.cardinality() == machine.cpu() && count == machine.cpu(),
                "numa",
                "each virtual CPU must be in one node");
        long ram = nodes.stream().mapToLong(NumaNode::ram).sum();
        require(
                ram == machine.ram(),
                "numa",
                "its nodes have " + ram + " MiB of memory, the machine has " + machine.ram());
    }

    private void hugePages(long kib) {
        require(
                kib >= 1 && Long.bitCount(kib) == 1 && machine.ram() * KIB_OF_A_MIB % kib == 0,
                "huge_page_kib",
                "the machine's memory is not made of pages of " + kib + " KiB");
    }

    private void extras(String name, ExtraXml.Place place, List<String> elements) {
        require(elements.size() <= MAX_EXTRAS, name, "more than " + MAX_EXTRAS + " elements");
        elements.forEach(xml ->
                ExtraXml.fault(place, xml).ifPresent(fault -> faults.add(new Fault("/hardware/" + name, fault))));
    }

    private void require(boolean holds, String field, String otherwise) {
        if (!holds) {
            faults.add(new Fault("/hardware/" + field, otherwise));
        }
    }
}
