package io.quark.compute.nic;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file for each instance: bridges and rules outlive the daemon, so must what is known of them. */
public final class NicFiles implements WiredNics {

    private static final Logger LOG = LoggerFactory.getLogger(NicFiles.class);

    private final Path directory;

    /** @param directory is made where it does not exist; this process owns it */
    public NicFiles(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @Override
    public void remember(String instance, Wired wired) {
        Path part = directory.resolve(instance + ".part");
        try {
            Files.write(part, Json.bytes(wired));
            Files.move(part, file(instance), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void forget(String instance) {
        try {
            Files.deleteIfExists(file(instance));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Wired> of(String instance) {
        try {
            return read(file(instance));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Wired> all() {
        try (Stream<Path> files = Files.list(directory)) {
            Map<String, Wired> all = new LinkedHashMap<>();
            for (Path file : files.sorted().toList()) {
                String instance = file.getFileName().toString();
                if (Ids.isId(instance)) {
                    read(file).ifPresent(wired -> all.put(instance, wired));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Wired> read(Path file) throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(file), Wired.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedRecordException e) {
            LOG.error("{} cannot be read; the interfaces it tells of are not unwired: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private Path file(String instance) {
        return directory.resolve(instance);
    }
}
