package io.quark.compute.storage;

import io.quark.common.id.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the unix sockets of running machines are: each machine has a directory for them, which the hypervisor gives to QEMU's user and
 * nobody else can enter. Hosts that share their storage do not share these.
 */
final class Sockets {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /** The kernel's {@code sun_path}, less the closing zero. */
    private static final int LONGEST = 107;

    private final Path directory;

    /**
     * @param storage the host's storage directory
     * @param compute name of the host's compute
     */
    Sockets(Path storage, String compute) {
        this.directory = storage.resolve("s-" + Ids.derived("sockets", compute).substring(0, 8));
        if (vnc(Ids.derived("any")).isEmpty()) {
            LOG.warn(
                    "{} is too long a path for unix sockets below it: nobody can look at screens and consoles of machines here;"
                            + " set a shorter storage_dir",
                    storage);
        }
    }

    void create() throws IOException {
        Directories.create(directory);
    }

    Optional<Path> serial(String instance) {
        return socket(instance, "tty");
    }

    Optional<Path> vnc(String instance) {
        return socket(instance, "vnc");
    }

    void remove(String instance) throws IOException {
        Directories.remove(directory.resolve(instance));
    }

    private Optional<Path> socket(String instance, String name) {
        Path socket = directory.resolve(instance).resolve(name);
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? Optional.of(socket)
                : Optional.empty();
    }
}
