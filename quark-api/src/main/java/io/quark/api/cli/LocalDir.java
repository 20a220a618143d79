package io.quark.api.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Where a local Quark keeps its data unless told otherwise. */
final class LocalDir {

    private LocalDir() {}

    /** For root a place that the QEMU user can reach into, which root's home is not. */
    static Path standard() {
        if (System.getProperty("user.name", "").equals("root")) {
            return Path.of("/var/lib/quark/local");
        }
        return Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"))
                .resolve("quark");
    }
}
