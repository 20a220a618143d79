package io.quark.compute.storage;

import io.quark.compute.seed.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the ISO image that cloud-init's NoCloud source finds by its label. Blocks the calling thread. */
final class SeedIso {

    private static final String LABEL = "cidata";

    private final Command command;

    SeedIso(Command command) {
        this.command = command;
    }

    /**
     * Writes the ISO, using a directory beside it meanwhile.
     *
     * @param iso is complete or not there at all
     */
    void write(Seed seed, Path iso) throws IOException {
        Path content = iso.resolveSibling("seed");
        Path part = iso.resolveSibling("seed.iso.part");
        Directories.remove(content);
        Files.deleteIfExists(part);
        Files.createDirectory(content);
        try {
            Files.writeString(content.resolve("meta-data"), seed.metaData());
            Files.writeString(content.resolve("network-config"), seed.networkConfig());
            Files.writeString(content.resolve("user-data"), seed.userData());
            if (seed.vendorData().isPresent()) {
                Files.writeString(
                        content.resolve("vendor-data"), seed.vendorData().get());
            }
            command.run(List.of(
                    "xorriso",
                    "-as",
                    "mkisofs",
                    "-quiet",
                    "-V",
                    LABEL,
                    "-J",
                    "-r",
                    "-o",
                    part.toString(),
                    content.toString()));
            Directories.readableByAll(part);
            Directories.replace(part, iso);
        } finally {
            Directories.remove(content);
        }
    }
}
