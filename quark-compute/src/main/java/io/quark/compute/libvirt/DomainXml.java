package io.quark.compute.libvirt;

import io.quark.common.model.Hardware;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The XML of a machine's domain: a pure function of the machine, its files and its NICs.
 *
 * @see <a href="https://libvirt.org/formatdomain.html">libvirt: Domain XML format</a>
 */
final class DomainXml {

    /** Disk, seed, channel, balloon, random numbers, USB. */
    private static final int OWN_DEVICES = 6;

    private static final int FREE_PORTS = 24;

    /** An emulated guest takes a tenth of a second for each when it boots. */
    private static final int FREE_PORTS_EMULATED = 6;

    private static final int SCREEN_KIB = 8 * 1024;

    /** What the guest boots from. */
    static final String ROOT = "vda";

    private static final String SEED = "vdb";

    /** Its own disk while it is being rescued; the seed is the last then. */
    private static final String RESCUED = "vdb";

    private static final String RESCUED_SERIAL = "root";
    private static final String LAST = "vdzz";

    private final Guest guest;
    private final DiskXml diskXml;
    private final Owner owner;
    private final Machine machine;
    private final MachineFiles files;
    private final List<DomainNic> nics;
    private final HardwareXml hardware;

    private DomainXml(Guest guest, Owner owner, Machine machine, MachineFiles files, List<DomainNic> nics) {
        this.guest = guest;
        this.diskXml = new DiskXml(guest.diskCache());
        this.owner = owner;
        this.machine = machine;
        this.files = files;
        this.nics = nics;
        this.hardware = new HardwareXml(machine.hardware());
    }

    static String of(Guest guest, Owner owner, Machine machine, MachineFiles files, List<DomainNic> nics) {
        return new DomainXml(guest, owner, machine, files, nics).document();
    }

    /** A machine's name is unique only within its project; this is unique everywhere. */
    static String domainName(String instance) {
        return "quark-" + instance;
    }

    private String document() {
        Xml domain = Xml.root("domain").with("type", guest.domainType());
        domain.text("name", domainName(machine.instance()))
                .text("uuid", machine.instance())
                .text("title", machine.name());
        Xml metadata = domain.child("metadata");
        OwnerXml.add(metadata, owner);
        DomainShape.add(metadata, machine);
        domain.child("memory").with("unit", "MiB").value(machine.ram());
        domain.child("currentMemory").with("unit", "MiB").value(machine.ram());
        Ceiling ceiling = Ceiling.of(guest, machine);
        ceiling.ram()
                .ifPresent(ram -> domain.child("maxMemory")
                        .with("slots", Ceiling.SLOTS)
                        .with("unit", "MiB")
                        .value(ram));
        domain.child("vcpu")
                .with("placement", "static")
                .with("current", machine.cpu())
                .value(ceiling.cpus());
        hardware.domain(domain);
        boot(domain.child("os"));
        Xml features = domain.child("features");
        features.child("acpi");
        features.child("apic");
        cpu(domain, ceiling);
        domain.child("clock").with("offset", "utc");
        domain.text("on_poweroff", "destroy")
                .text("on_reboot", "restart")
                // Kept as it lies, so that it is seen (status crashed) and can be looked into.
                .text("on_crash", "preserve");
        devices(domain.child("devices"));
        hardware.extras(domain);
        return domain.document(true);
    }

    private void cpu(Xml domain, Ceiling ceiling) {
        boolean kvm = guest.domainType().equals("kvm");
        boolean nodes = !machine.hardware().orElse(Hardware.PLAIN).numa().isEmpty();
        if (!kvm && !nodes && ceiling.ram().isEmpty()) {
            return;
        }
        Xml cpu = domain.child("cpu");
        if (kvm) {
            cpu.with("mode", "host-model").with("check", "partial");
        }
        if (nodes) {
            hardware.numa(cpu);
        } else if (ceiling.ram().isPresent()) {
            // QEMU plugs memory only into a node.
            cpu.child("numa")
                    .child("cell")
                    .with("id", 0)
                    .with("cpus", "0-" + (ceiling.cpus() - 1))
                    .with("memory", machine.ram())
                    .with("unit", "MiB");
        }
    }

    private void boot(Xml os) {
        Xml type = os.child("type");
        if (guest.real()) {
            type.with("arch", guest.arch()).with("machine", guest.arch().equals("x86_64") ? "q35" : "virt");
        }
        type.value("hvm");
        files.kernel().ifPresent(kernel -> os.text("kernel", kernel));
        files.initrd().ifPresent(initrd -> os.text("initrd", initrd));
        if (files.kernel().isPresent()) {
            machine.rescue().orElse(machine.boot()).cmdline().ifPresent(cmdline -> os.text("cmdline", cmdline));
        } else {
            os.child("boot").with("dev", "hd");
        }
    }

    private void devices(Xml devices) {
        if (guest.real() && guest.arch().equals("x86_64")) {
            sockets(devices);
        }
        disks(devices);
        nics.forEach(nic -> nic(devices, nic));
        hardware.devices(devices);
        console(devices);
        files.vnc().ifPresent(socket -> screen(devices, socket));
        devices.child("memballoon").with("model", "virtio");
        if (guest.real()) {
            devices.child("rng")
                    .with("model", "virtio")
                    .child("backend")
                    .with("model", "random")
                    .value("/dev/urandom");
            devices.child("channel")
                    .with("type", "unix")
                    .child("target")
                    .with("type", "virtio")
                    .with("name", "org.qemu.guest_agent.0");
        }
    }

    /** On this machine type a device is plugged into a running guest only where a port of PCI Express was left free for it. */
    private void sockets(Xml devices) {
        devices.child("controller").with("type", "pci").with("index", 0).with("model", "pcie-root");
        int free = guest.domainType().equals("kvm") ? FREE_PORTS : FREE_PORTS_EMULATED;
        int used = OWN_DEVICES + nics.size() + machine.volumes().size();
        for (int i = 1; i <= used + free; i++) {
            devices.child("controller").with("type", "pci").with("index", i).with("model", "pcie-root-port");
        }
    }

    /** The guest sees disks in the order of their devices; while it is being rescued, its own is the second. */
    private void disks(Xml devices) {
        files.disk()
                .ifPresent(path ->
                        diskXml.add(devices, ROOT, Optional.empty(), new DiskSource.InFile(path.toString(), "qcow2")));
        files.rescued()
                .ifPresent(path -> diskXml.add(
                        devices,
                        RESCUED,
                        Optional.of(RESCUED_SERIAL),
                        new DiskSource.InFile(path.toString(), "qcow2")));
        files.seed().ifPresent(path -> seed(devices, path));
        for (DomainDisk volume : files.volumes()) {
            diskXml.add(devices, volume);
        }
    }

    private void seed(Xml devices, Path path) {
        Xml disk = devices.child("disk").with("type", "file").with("device", "disk");
        disk.child("driver").with("name", "qemu").with("type", "raw");
        disk.child("source").with("file", path);
        disk.child("target")
                .with("dev", files.rescued().isPresent() ? LAST : SEED)
                .with("bus", "virtio");
        disk.child("readonly");
    }

    private static void nic(Xml devices, DomainNic nic) {
        nic(nic, devices.child("interface"));
    }

    /**
     * One interface by itself.
     *
     * @param connected whether its cable is in
     */
    static String interfaceXml(DomainNic nic, boolean connected) {
        Xml xml = Xml.root("interface");
        nic(nic, xml);
        xml.child("link").with("state", connected ? "up" : "down");
        return xml.document(false);
    }

    private static void nic(DomainNic nic, Xml xml) {
        xml.with("type", nic.bridge().isPresent() ? "bridge" : "user");
        xml.child("mac").with("address", nic.mac());
        nic.bridge().ifPresent(bridge -> xml.child("source").with("bridge", bridge));
        nic.ovs()
                .ifPresent(port -> xml.child("virtualport")
                        .with("type", "openvswitch")
                        .child("parameters")
                        .with("interfaceid", port.interfaceId()));
        nic.device().ifPresent(device -> xml.child("target").with("dev", device));
        xml.child("model").with("type", "virtio");
        if (nic.ovs().filter(port -> !port.offloads()).isPresent()) {
            withoutOffloads(xml.child("driver"));
        }
        if (nic.bridge().isPresent()) {
            xml.child("mtu").with("size", nic.mtu());
        }
    }

    /** Both ways, or frames arrive with checksums that nobody has filled in. */
    private static void withoutOffloads(Xml driver) {
        for (String side : List.of("host", "guest")) {
            Xml offloads = driver.child(side).with("csum", "off");
            for (String segments : List.of("tso4", "tso6", "ecn", "ufo")) {
                offloads.with(segments, "off");
            }
        }
    }

    /** Written to a file beside its interactive use: somebody attaches, and what was said before is kept. */
    private void console(Xml devices) {
        Xml serial = devices.child("serial").with("type", files.serial().isPresent() ? "unix" : "pty");
        files.serial()
                .ifPresent(socket -> serial.child("source").with("mode", "bind").with("path", socket));
        files.console().ifPresent(log -> serial.child("log").with("file", log).with("append", "on"));
        // libvirt makes the first <console> of it by itself.
        serial.child("target").with("port", 0);
    }

    /** The smallest screen that every firmware and kernel can draw on. */
    private void screen(Xml devices, Path socket) {
        devices.child("graphics")
                .with("type", "vnc")
                .child("listen")
                .with("type", "socket")
                .with("socket", socket);
        Xml model = devices.child("video").child("model");
        if (guest.arch().equals("x86_64")) {
            model.with("type", "vga").with("vram", SCREEN_KIB);
        } else {
            model.with("type", "virtio");
        }
    }
}
