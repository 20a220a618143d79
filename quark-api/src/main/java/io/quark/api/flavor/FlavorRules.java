package io.quark.api.flavor;

import io.quark.api.bind.Faults;
import io.quark.api.flavor.HardwareBody.NumaNodeBody;
import io.quark.common.id.Ids;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What can be said of a flavor by itself. Pure. */
final class FlavorRules {

    private static final int KIB_PER_MIB = 1024;

    private FlavorRules() {}

    static void check(FlavorBody body, Faults faults) {
        body.name()
                .map(Ids::canonical)
                .filter(Ids::isId)
                .ifPresent(name -> faults.add("/name", "must not look like an id"));
        body.hardware().ifPresent(hardware -> {
            checkPins(hardware, body.cpu().orElse(0), faults);
            checkNuma(hardware.numa(), body, faults);
            checkPages(hardware, body.ram().orElse(0L), faults);
            checkXml(hardware.domainXml(), "/hardware/domain_xml", faults);
            checkXml(hardware.devicesXml(), "/hardware/devices_xml", faults);
        });
    }

    private static void checkPins(HardwareBody hardware, int cpu, Faults faults) {
        int pins = hardware.cpuPins().size();
        if (pins > 0 && cpu > 0 && pins != cpu) {
            faults.add(
                    "/hardware/cpu_pins",
                    "has " + pins + " elements; one for each of " + cpu + " virtual CPUs is wanted");
        }
    }

    private static void checkNuma(List<NumaNodeBody> nodes, FlavorBody body, Faults faults) {
        if (nodes.isEmpty() || faults.touch("/hardware/numa") || faults.touch("/ram") || faults.touch("/cpu")) {
            return;
        }
        long ram = nodes.stream().mapToLong(node -> node.ram().orElse(0L)).sum();
        if (ram != body.ram().orElse(0L)) {
            faults.add(
                    "/hardware/numa",
                    "has nodes of " + ram + " MiB together; ram says "
                            + body.ram().orElse(0L));
        }
        BitSet all = new BitSet();
        int counted = 0;
        for (NumaNodeBody node : nodes) {
            BitSet cpus = cpus(node.cpus().orElse(""));
            counted += cpus.cardinality();
            all.or(cpus);
        }
        int cpu = body.cpu().orElse(0);
        if (counted != cpu || all.cardinality() != cpu || all.length() != cpu) {
            faults.add("/hardware/numa", "must have each of the virtual CPUs 0 to " + (cpu - 1) + " in one node");
        }
    }

    /** The numbers of a text like {@code 0-3,8}. */
    private static BitSet cpus(String text) {
        BitSet cpus = new BitSet();
        for (String part : text.split(",", -1)) {
            List<Integer> ends = new ArrayList<>();
            for (String end : part.split("-", -1)) {
                ends.add(Integer.parseInt(end));
            }
            int first = ends.get(0);
            int last = ends.get(ends.size() - 1);
            if (first <= last) {
                cpus.set(first, last + 1);
            }
        }
        return cpus;
    }

    private static void checkPages(HardwareBody hardware, long ram, Faults faults) {
        hardware.hugePageKib()
                .filter(page -> Long.bitCount(page) != 1 || ram * KIB_PER_MIB % page != 0)
                .ifPresent(page ->
                        faults.add("/hardware/huge_page_kib", "must be a power of two that divides " + ram + " MiB"));
    }

    private static void checkXml(List<String> elements, String at, Faults faults) {
        for (int i = 0; i < elements.size(); i++) {
            String pointer = at + "/" + i;
            if (!faults.touch(pointer)) {
                XmlElement.fault(elements.get(i)).ifPresent(fault -> faults.add(pointer, fault));
            }
        }
    }
}
