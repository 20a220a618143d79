package io.quark.common.daemon;

import io.quark.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file that tells whoever started a daemon that it is ready, and where it answers. It appears whole or not at all.
 *
 * @param role {@code orc}, {@code compute}, {@code api}
 * @param urls by what is served there: {@code admin}, {@code api}
 */
public record ReadyFile(String role, String name, long pid, Map<String, URI> urls) {

    public ReadyFile {
        urls = Collections.unmodifiableSortedMap(new TreeMap<>(urls));
    }

    /** Writes it, over an older one. */
    public void write(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path whole = file.resolveSibling(file.getFileName() + "." + pid + ".tmp");
        Files.write(whole, Json.bytes(this));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public static ReadyFile read(Path file) throws IOException {
        return Json.read(Files.readAllBytes(file), ReadyFile.class);
    }
}
