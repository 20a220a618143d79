package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.MachineFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which QEMU makes the sockets of one machine. Whoever can connect to them sees the screen and types on the console, so it
 * belongs to the user that runs QEMU, and nobody else but root can enter it.
 */
final class SocketDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(SocketDirectory.class);

    private SocketDirectory() {}

    /** Makes it, where it is not there yet; tells which files the machine can have: without sockets, where it cannot be made. Blocks. */
    static MachineFiles prepared(Guest guest, MachineFiles files) {
        if (files.vnc().isEmpty() || !guest.real()) {
            return files.unseen();
        }
        Path directory = files.vnc().get().resolveSibling("");
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            if (guest.user().isPresent()
                    && !owner(directory).equals(guest.user().get())) {
                give(directory, guest.user().get());
            }
            return files;
        } catch (IOException e) {
            LOG.warn(
                    "nobody can look into this machine: {} cannot be given to the user of its guest: {}", directory, e);
            return files.unseen();
        }
    }

    private static Guest.User owner(Path directory) throws IOException {
        return new Guest.User((Integer) Files.getAttribute(directory, "unix:uid"), (Integer)
                Files.getAttribute(directory, "unix:gid"));
    }

    private static void give(Path directory, Guest.User user) throws IOException {
        Files.setAttribute(directory, "unix:gid", user.gid());
        Files.setAttribute(directory, "unix:uid", user.uid());
    }
}
