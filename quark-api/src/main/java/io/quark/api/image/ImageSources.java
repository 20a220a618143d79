package io.quark.api.image;

import io.quark.api.bind.Faults;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of this machine that users may name: those below allowed directories, wherever symbolic links lead to. Thread safe.
 */
public final class ImageSources {

    private static final Logger LOG = LoggerFactory.getLogger(ImageSources.class);
    private static final String FILE_URL = "file:";

    private final List<Path> allowed;

    private ImageSources(List<Path> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Sources below these directories; one that is not there is left out. */
    public static ImageSources below(List<Path> directories) {
        List<Path> real = new ArrayList<>();
        for (Path directory : directories) {
            try {
                real.add(directory.toRealPath());
            } catch (IOException e) {
                LOG.warn("images cannot be taken from {}, which cannot be read", directory);
            }
        }
        return new ImageSources(real);
    }

    /**
     * The file that a user names.
     *
     * @param text a path, or a {@code file:} URL
     * @param pointer of the field that it stands in
     */
    public Optional<Path> find(String text, String pointer, Faults faults) {
        Path named;
        try {
            named = text.startsWith(FILE_URL) ? Path.of(new URI(text)) : Path.of(text);
        } catch (URISyntaxException | IllegalArgumentException e) {
            faults.add(pointer, "is neither a path nor a file: URL");
            return Optional.empty();
        }
        if (!named.isAbsolute()) {
            faults.add(pointer, "must be an absolute path on the api's machine, or a file: URL");
            return Optional.empty();
        }
        Optional<Path> real = real(named).filter(this::isAllowed);
        if (real.isEmpty()) {
            // One answer for "not there" and "not yours": the api does not tell what else its machine has.
            faults.add(
                    pointer, "is not a file that can be read below one of the allowed directories: " + allowedText());
        }
        return real;
    }

    private String allowedText() {
        return allowed.isEmpty()
                ? "none is configured (images.allowed_dirs)"
                : allowed.stream()
                        .map(Path::toString)
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
    }

    /** Whether a file that was taken in earlier may still be read out. */
    boolean isReadable(Path file) {
        return real(file).filter(this::isAllowed).isPresent();
    }

    private static Optional<Path> real(Path file) {
        try {
            Path real = file.toRealPath();
            return Files.isRegularFile(real) && Files.isReadable(real) ? Optional.of(real) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isAllowed(Path real) {
        return allowed.stream().anyMatch(real::startsWith);
    }
}
