package io.quark.compute.libvirt;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/** Finds out how guests can be run on this host. */
final class GuestProbe {

    private static final Logger LOG = LoggerFactory.getLogger(GuestProbe.class);
    private static final Path KVM = Path.of("/dev/kvm");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Pattern VIRTUALISATION = Pattern.compile("(?m)^flags\\s*:.*\\b(vmx|svm)\\b");

    private static final long KIB_OF_A_MIB = 1024;
    private static final Pattern USER = Pattern.compile("\\+([0-9]{1,9}):\\+([0-9]{1,9})");

    private final Path storage;
    private volatile @Nullable Guest known;

    /** @param storage where disks will lie */
    GuestProbe(Path storage) {
        this.storage = storage;
    }

    /** How guests are run here; found out once. Blocks. */
    Guest guest(Connect libvirt) throws LibvirtException {
        Guest guest = known;
        if (guest == null) {
            String type = libvirt.getType();
            String cache = type.equalsIgnoreCase(Guest.TEST) ? "none" : diskCache(storage);
            guest = decide(type, libvirt.getCapabilities(), processors(), Files.exists(KVM), cache);
            LOG.info("guests on {}: {}", libvirt.getURI(), guest);
            known = guest;
        }
        return guest;
    }

    /**
     * Decides it from what libvirt and the kernel say.
     *
     * @param type libvirt's name of the driver, e.g. {@code QEMU}
     * @param capabilities libvirt's capabilities of the host, as XML
     * @param processors the text of /proc/cpuinfo
     * @param kvmNode whether /dev/kvm exists
     */
    static Guest decide(String type, String capabilities, String processors, boolean kvmNode, String diskCache) {
        Element root = Xml.parse(capabilities);
        String arch = hostArch(root).orElse("x86_64");
        if (type.equalsIgnoreCase("TEST")) {
            return new Guest(Guest.TEST, Guest.TEST, arch, diskCache, cpus(root), ram(root), Optional.empty());
        }
        boolean kvm = kvmNode && offersKvm(root, arch) && processorCan(arch, processors);
        return new Guest(Guest.QEMU, kvm ? "kvm" : "qemu", arch, diskCache, cpus(root), ram(root), user(root));
    }

    private static String processors() {
        try {
            return Files.readString(PROCESSORS);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * {@code none} (what the guest has flushed is on the disk, and hosts with a common directory agree) where the file
     * system can bypass the page cache, else {@code writeback}.
     */
    static String diskCache(Path directory) {
        Path probe = directory.resolve(".direct-io-probe");
        try {
            Files.createDirectories(directory);
            Files.write(probe, new byte[0]);
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.READ, ExtendedOpenOption.DIRECT)) {
                return channel.isOpen() ? "none" : "writeback";
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return "writeback";
        }
    }

    private static Optional<String> hostArch(Element capabilities) {
        return Xml.all(capabilities, "host").stream()
                .flatMap(host -> Xml.all(host, "arch").stream())
                .map(arch -> arch.getTextContent().strip())
                .filter(arch -> !arch.isEmpty())
                .findFirst();
    }

    private static int cpus(Element capabilities) {
        return cells(capabilities).stream()
                .flatMap(cell -> Xml.all(cell, "cpus").stream())
                .mapToInt(cpus -> Integer.parseInt(cpus.getAttribute("num")))
                .sum();
    }

    private static long ram(Element capabilities) {
        return cells(capabilities).stream()
                        .flatMap(cell -> Xml.all(cell, "memory").stream())
                        .mapToLong(
                                memory -> Long.parseLong(memory.getTextContent().strip()))
                        .sum()
                / KIB_OF_A_MIB;
    }

    /** The NUMA nodes of the host; one where it has none. */
    private static List<Element> cells(Element capabilities) {
        return Xml.all(capabilities, "host").stream()
                .flatMap(host -> Xml.all(host, "cell").stream())
                .toList();
    }

    /** The security model {@code dac} is the one of users and groups; its label is {@code +uid:+gid}. */
    private static Optional<Guest.User> user(Element capabilities) {
        return Xml.all(capabilities, "secmodel").stream()
                .filter(model -> Xml.all(model, "model").stream()
                        .anyMatch(name -> name.getTextContent().strip().equals("dac")))
                .flatMap(model -> Xml.all(model, "baselabel").stream())
                .map(label -> USER.matcher(label.getTextContent().strip()))
                .filter(Matcher::matches)
                .map(label -> new Guest.User(Integer.parseInt(label.group(1)), Integer.parseInt(label.group(2))))
                .findFirst();
    }

    private static boolean offersKvm(Element capabilities, String arch) {
        List<Element> arches = Xml.all(capabilities, "guest").stream()
                .flatMap(guest -> Xml.all(guest, "arch").stream())
                .filter(element -> element.getAttribute("name").equals(arch))
                .toList();
        return arches.stream()
                .flatMap(element -> Xml.all(element, "domain").stream())
                .anyMatch(domain -> domain.getAttribute("type").equals("kvm"));
    }

    /**
     * A virtual machine without nested virtualisation may have the node /dev/kvm, and libvirt then offers what QEMU
     * cannot start. Elsewhere than on x86 the flags do not tell.
     */
    private static boolean processorCan(String arch, String processors) {
        return !arch.equals("x86_64") || VIRTUALISATION.matcher(processors).find();
    }
}
