package io.quark.compute.hypervisor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** Where the content of a disk lies, as a hypervisor has to be told. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DiskSource.InFile.class, name = "file"),
    @JsonSubTypes.Type(value = DiskSource.OnDevice.class, name = "block"),
    @JsonSubTypes.Type(value = DiskSource.OverNetwork.class, name = "network")
})
public sealed interface DiskSource {

    /** {@code raw} or {@code qcow2}. */
    String format();

    /** The file, device or object, to compare with what a domain says. */
    String where();

    /**
     * A file of the host.
     *
     * @param path absolute
     */
    record InFile(String path, String format) implements DiskSource {
        @Override
        public String where() {
            return path;
        }
    }

    /** A block device of the host, e.g. a logical volume. */
    record OnDevice(String path, String format) implements DiskSource {
        @Override
        public String where() {
            return path;
        }
    }

    /**
     * What the hypervisor reaches by itself.
     *
     * @param protocol as libvirt names it, e.g. {@code rbd}
     * @param name e.g. pool and image
     * @param secret how the user proves who it is; absent: no authentication
     */
    record OverNetwork(String protocol, String name, List<Server> servers, Optional<Secret> secret)
            implements DiskSource {

        public OverNetwork {
            servers = List.copyOf(servers);
        }

        @Override
        public String format() {
            return "raw";
        }

        @Override
        public String where() {
            return name;
        }
    }

    /**
     * Where it is reached.
     *
     * @param port absent: the protocol's own
     */
    record Server(String name, Optional<String> port) {}

    /**
     * A secret that the hypervisor keeps; never the secret itself.
     *
     * @param type as libvirt names it, e.g. {@code ceph}
     * @param uuid of the secret, or else
     * @param usage what the secret is for
     */
    record Secret(String user, String type, Optional<String> uuid, Optional<String> usage) {}
}
