package io.quark.net.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Settings in {@code /proc/sys/net}. */
public final class ProcSysctls implements Sysctls {

    private static final Path NET = Path.of("/proc/sys/net");

    @Override
    public Optional<String> get(String path) {
        try {
            return Optional.of(Files.readString(NET.resolve(path)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean set(String path, String value) {
        try {
            Files.writeString(NET.resolve(path), value);
            return true;
        } catch (IOException e) {
            return false; // a container may have it read-only
        }
    }
}
