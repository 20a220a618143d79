package io.quark.compute.storage;

import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which images the machines of a host need for as long as they exist: a file {@code images} in each machine's directory, written
 * before anything that refers to an image. It goes with the machine. Thread safe; blocks.
 */
final class ImageUse {

    private static final Logger LOG = LoggerFactory.getLogger(ImageUse.class);
    private static final String RECORD = "images";

    /** Is made after the record: a machine that has it and no record was made by an older Quark. */
    private static final String CONSOLE = "console.log";

    private final Path machines;

    /** @param machines the directory that has one for each machine */
    ImageUse(Path machines) {
        this.machines = machines;
    }

    /** Writes down what the machine needs, and nothing else any more. */
    static void record(Path directory, Machine machine) throws IOException {
        Directories.write(directory.resolve(RECORD), lines(new TreeSet<>(needed(machine))));
    }

    /** Writes down what the machine needs besides what it needed before. */
    static void add(Path directory, Machine machine) throws IOException {
        Set<String> all = new TreeSet<>(needed(machine));
        if (Files.exists(directory.resolve(RECORD))) {
            all.addAll(Files.readAllLines(directory.resolve(RECORD), StandardCharsets.UTF_8));
        }
        Directories.write(directory.resolve(RECORD), lines(all));
    }

    /** The SHA-256 of what it boots from, and of what it is rescued with. */
    static List<String> needed(Machine machine) {
        return files(machine).map(ImageFile::sha256).toList();
    }

    /** What it boots from, and what it is rescued with. */
    static Stream<ImageFile> files(Machine machine) {
        return Stream.concat(
                machine.boot().files().stream(), machine.rescue().stream().flatMap(boot -> boot.files().stream()));
    }

    private static byte[] lines(Set<String> images) {
        return images.stream()
                .map(image -> image + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The SHA-256 of every image that a machine needs; empty if that cannot be told of one of them. */
    Optional<Set<String>> all() throws IOException {
        Set<String> all = new HashSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(machines)) {
            for (Path directory : directories) {
                try {
                    all.addAll(Files.readAllLines(directory.resolve(RECORD), StandardCharsets.UTF_8));
                } catch (NoSuchFileException e) {
                    if (Files.exists(directory.resolve(CONSOLE))) {
                        LOG.warn("{} does not say which images it needs: no image is removed", directory);
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(all);
    }
}
