package io.quark.compute.libvirt;

import io.quark.common.json.Json;
import io.quark.common.model.Hardware;
import io.quark.common.model.Machine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * The shape that a domain's XML tells. Pure.
 *
 * @param cpus that it has
 * @param maxCpus that it can have while it runs
 * @param ram that it has, MiB
 * @param maxRam that it can have while it runs, MiB; as much as it has where it cannot have more
 * @param slots left for more memory
 * @param hardware what it was defined with, see {@link #digest}
 */
record DomainShape(int cpus, int maxCpus, long ram, long maxRam, int slots, String hardware) {

    private static final String NAMESPACE = "urn:quark:shape:1";
    private static final long KIB_OF_A_MIB = 1024;

    static DomainShape of(String xml) {
        Element domain = Xml.parse(xml);
        long ram = kib(child(domain, "memory").orElseThrow()) / KIB_OF_A_MIB;
        Optional<Element> max = child(domain, "maxMemory");
        long dimms = Xml.all(domain, "devices").stream()
                .flatMap(devices -> Xml.children(devices).stream())
                .filter(device -> device.getTagName().equals("memory"))
                .count();
        return new DomainShape(
                OwnDomains.vcpus(xml),
                Integer.parseInt(Xml.all(domain, "vcpu").get(0).getTextContent().strip()),
                ram,
                max.map(DomainShape::kib).map(kib -> kib / KIB_OF_A_MIB).orElse(ram),
                max.map(slots -> Integer.parseInt(slots.getAttribute("slots"))).orElse(0) - (int) dimms,
                hardware(domain));
    }

    /** Adds what {@link #of} cannot read off the rest to a domain's {@code metadata}. */
    static void add(Xml metadata, Machine machine) {
        metadata.child(NAMESPACE, "shape:shape").text(NAMESPACE, "shape:hardware", digest(machine.hardware()));
    }

    static boolean hasRootDisk(String xml) {
        return Xml.all(Xml.parse(xml), "target").stream()
                .anyMatch(target -> target.getAttribute("dev").equals(DomainXml.ROOT));
    }

    /**
     * Why it cannot become that machine while it runs; empty: it can.
     *
     * @param disk size of its root disk, MiB; absent: it has none
     */
    Optional<String> obstacle(Machine wanted, Optional<Long> disk) {
        if (!hardware.equals(digest(wanted.hardware()))) {
            return Optional.of("other hardware is given to a machine only when it is started");
        }
        if (wanted.cpu() < cpus) {
            return Optional.of("no virtual CPU is taken away from a machine while it runs");
        }
        if (wanted.cpu() > maxCpus) {
            return Optional.of("it was started with room for " + maxCpus + " virtual CPUs");
        }
        if (disk.isEmpty() && wanted.storage() > 0) {
            return Optional.of("it was started without a disk of its own");
        }
        long more = wanted.ram() - ram;
        if (more < 0) {
            return Optional.of("no memory is taken away from a machine while it runs");
        }
        if (more > 0 && (wanted.ram() > maxRam || slots <= 0)) {
            return Optional.of(
                    maxRam > ram && slots > 0
                            ? "it was started with room for " + maxRam + " MiB of memory"
                            : "it was started without room for more memory");
        }
        if (more % Ceiling.BLOCK_MIB != 0) {
            return Optional.of("guests take memory in blocks of " + Ceiling.BLOCK_MIB + " MiB while they run, not "
                    + more + " MiB");
        }
        return Optional.empty();
    }

    /** Names one hardware; which hosts may have it is no part of it. */
    static String digest(Optional<Hardware> hardware) {
        Hardware given = hardware.orElse(Hardware.PLAIN);
        Hardware here = new Hardware(
                given.cpuPins(),
                given.numa(),
                given.hugePageKib(),
                given.pci(),
                given.domainXml(),
                given.devicesXml(),
                Map.of());
        if (here.equals(Hardware.PLAIN)) {
            return "";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Json.bytes(here)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hardware(Element domain) {
        List<Element> found = Xml.all(domain, NAMESPACE, "hardware");
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private static Optional<Element> child(Element domain, String name) {
        return Xml.children(domain).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst();
    }

    /** libvirt writes KiB; Quark writes MiB. */
    private static long kib(Element amount) {
        long number = Long.parseLong(amount.getTextContent().strip());
        return amount.getAttribute("unit").equals("MiB") ? number * KIB_OF_A_MIB : number;
    }
}
