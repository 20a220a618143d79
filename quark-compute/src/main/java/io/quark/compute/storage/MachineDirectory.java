package io.quark.compute.storage;

import io.quark.common.json.Json;
import io.quark.compute.hypervisor.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What one machine has on this host's disk, by name.
 *
 * @param path the directory
 */
record MachineDirectory(Path path) {

    Path disk() {
        return path.resolve("root.qcow2");
    }

    /** What it boots from while it is being rescued. */
    Path rescueDisk() {
        return path.resolve("rescue.qcow2");
    }

    Path seed() {
        return path.resolve("seed.iso");
    }

    Path console() {
        return path.resolve("console.log");
    }

    Path snapshots() {
        return path.resolve("snapshots");
    }

    /** Which task made the rest. */
    Optional<Owner> owner() throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(marker()), Owner.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void own(Owner owner) throws IOException {
        Directories.write(marker(), Json.bytes(owner));
    }

    private Path marker() {
        return path.resolve("owner.json");
    }
}
