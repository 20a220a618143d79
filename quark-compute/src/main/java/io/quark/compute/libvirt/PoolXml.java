package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.HostFailureException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * What a storage pool's XML says of volumes in it. Pure.
 *
 * @param type libvirt's {@code pool/@type}
 * @see <a href="https://libvirt.org/formatstorage.html">libvirt: Storage pool and volume XML format</a>
 */
record PoolXml(String type, Element pool) {

    private static final String QCOW2 = "qcow2";
    private static final String RAW = "raw";
    private static final Set<String> OF_FILES = Set.of("dir", "fs", "netfs");
    private static final String LOGICAL = "logical";
    private static final String RBD = "rbd";

    /** Names of this daemon's volumes begin so: they are told from others at a glance. */
    private static final String PREFIX = "quark-";

    static PoolXml of(String xml) {
        Element pool = Xml.parse(xml);
        String type = pool.getAttribute("type");
        if (!OF_FILES.contains(type) && !type.equals(LOGICAL) && !type.equals(RBD)) {
            throw HostFailureException.permanent(
                    "storage pools of type " + type + " cannot hold volumes",
                    "use one of dir, fs, netfs, logical or rbd");
        }
        return new PoolXml(type, pool);
    }

    /** Whether its volumes are qcow2 files. */
    boolean keepsFiles() {
        return OF_FILES.contains(type);
    }

    String volumeName(String volume) {
        return PREFIX + volume + (keepsFiles() ? "." + QCOW2 : "");
    }

    /** The XML of a volume to be made; as thin as the pool can. */
    String volume(String volume, long mib) {
        Xml xml = Xml.root("volume");
        xml.text("name", volumeName(volume));
        xml.child("capacity").with("unit", "MiB").value(mib);
        if (!type.equals(LOGICAL)) {
            xml.child("allocation").with("unit", "MiB").value(0);
        }
        if (keepsFiles()) {
            xml.child("target").child("format").with("type", QCOW2);
        }
        return xml.document(false);
    }

    /** @param path as libvirt says of the volume */
    DiskSource source(String volume, String path) {
        if (type.equals(RBD)) {
            return rbd(volume);
        }
        return keepsFiles() ? new DiskSource.InFile(path, QCOW2) : new DiskSource.OnDevice(path, RAW);
    }

    private DiskSource rbd(String volume) {
        List<DiskSource.Server> servers = Xml.all(pool, "host").stream()
                .map(host -> new DiskSource.Server(host.getAttribute("name"), attribute(host, "port")))
                .toList();
        String name = sourceName().orElse("") + "/" + volumeName(volume);
        return new DiskSource.OverNetwork(RBD, name, servers, secret());
    }

    private Optional<String> sourceName() {
        return source().flatMap(source -> Xml.all(source, "name").stream())
                .findFirst()
                .map(name -> name.getTextContent().strip());
    }

    private Optional<DiskSource.Secret> secret() {
        return Xml.all(pool, "auth").stream()
                .findFirst()
                .flatMap(auth -> Xml.all(auth, "secret").stream()
                        .findFirst()
                        .map(secret -> new DiskSource.Secret(
                                auth.getAttribute("username"),
                                auth.getAttribute("type"),
                                attribute(secret, "uuid"),
                                attribute(secret, "usage"))));
    }

    private Stream<Element> source() {
        return Xml.all(pool, "source").stream();
    }

    private static Optional<String> attribute(Element element, String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
    }
}
