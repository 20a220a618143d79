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

    private static final long MIB = 1024L * 1024;
    private static final String QCOW2 = "qcow2";
    private static final String RAW = "raw";

    /** libvirt's own default is 0.10, in which QEMU cannot give back what a guest discards. */
    private static final String QCOW2_VERSION = "1.1";

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
            Xml target = xml.child("target");
            target.child("format").with("type", QCOW2);
            target.text("compat", QCOW2_VERSION);
        }
        return xml.document(false);
    }

    /**
     * Whether a volume that was found is what {@link #volume} asks for. One that is not was left in the middle when libvirt was killed.
     *
     * @param xml of the volume found
     * @param capacityBytes of it
     */
    boolean isWhole(String xml, long capacityBytes, long mib) {
        boolean formatted = !keepsFiles()
                || Xml.all(Xml.parse(xml), "format").stream()
                        .anyMatch(format -> format.getAttribute("type").equals(QCOW2));
        return formatted && capacityBytes >= mib * MIB;
    }

    /** Whether a new volume shows what lay there before, also of others, until something is written over it. */
    boolean showsFormerContent() {
        return type.equals(LOGICAL);
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
