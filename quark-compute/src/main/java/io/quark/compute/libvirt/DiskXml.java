package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.DomainDisk;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * The XML of a disk, written and read. Pure.
 *
 * @param cache libvirt's {@code disk/driver/@cache} for files
 */
record DiskXml(String cache) {

    /** As a document of its own, to be plugged in. */
    String document(DomainDisk disk) {
        Xml xml = Xml.root("disk");
        fill(xml, disk.device(), Optional.of(disk.serial()), disk.source());
        return xml.document(false);
    }

    void add(Xml devices, DomainDisk disk) {
        add(devices, disk.device(), Optional.of(disk.serial()), disk.source());
    }

    void add(Xml devices, String device, Optional<String> serial, DiskSource source) {
        fill(devices.child("disk"), device, serial, source);
    }

    private void fill(Xml disk, String device, Optional<String> serial, DiskSource source) {
        disk.with("type", type(source)).with("device", "disk");
        Xml driver = disk.child("driver").with("name", "qemu").with("type", source.format());
        // What the hypervisor reaches by itself or is a device knows no page cache.
        driver.with("cache", source instanceof DiskSource.InFile ? cache : "none")
                .with("discard", "unmap");
        if (source instanceof DiskSource.OverNetwork network) {
            network(disk, network);
        } else {
            disk.child("source").with(source instanceof DiskSource.InFile ? "file" : "dev", source.where());
        }
        disk.child("target").with("dev", device).with("bus", "virtio");
        serial.ifPresent(text -> disk.text("serial", text));
    }

    private static void network(Xml disk, DiskSource.OverNetwork network) {
        network.secret().ifPresent(secret -> {
            Xml xml = disk.child("auth")
                    .with("username", secret.user())
                    .child("secret")
                    .with("type", secret.type());
            secret.uuid().ifPresent(uuid -> xml.with("uuid", uuid));
            secret.usage().ifPresent(usage -> xml.with("usage", usage));
        });
        Xml source = disk.child("source").with("protocol", network.protocol()).with("name", network.name());
        for (DiskSource.Server server : network.servers()) {
            Xml host = source.child("host").with("name", server.name());
            server.port().ifPresent(port -> host.with("port", port));
        }
    }

    private static String type(DiskSource source) {
        if (source instanceof DiskSource.OverNetwork) {
            return "network";
        }
        return source instanceof DiskSource.InFile ? "file" : "block";
    }

    /** The disk that a domain has as that device. */
    static Optional<Element> find(String domainXml, String device) {
        return disks(domainXml)
                .filter(disk -> attribute(disk, "target", "dev").equals(device))
                .findFirst();
    }

    /** The devices of a domain's disks. */
    static List<String> devices(String domainXml) {
        return disks(domainXml).map(disk -> attribute(disk, "target", "dev")).toList();
    }

    /** The file, device or object that a disk's content lies in. */
    static String where(Element disk) {
        return Stream.of("file", "dev", "name")
                .map(name -> attribute(disk, "source", name))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Stream<Element> disks(String domainXml) {
        return Xml.all(Xml.parse(domainXml), "disk").stream()
                .filter(disk -> "devices".equals(disk.getParentNode().getNodeName()));
    }

    /** Of a child of the disk itself; a backing store has the same names further down. */
    private static String attribute(Element disk, String child, String name) {
        return Xml.all(disk, child).stream()
                .filter(found -> disk.equals(found.getParentNode()))
                .map(found -> found.getAttribute(name))
                .findFirst()
                .orElse("");
    }
}
