package io.quark.compute.seed;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What an operator tells every machine of a host at its first boot: cloud-init's {@code vendor-data}, which user data overrides. */
public final class VendorData {

    /** Bytes. Each seed carries it. */
    static final long MAX_LENGTH = 64 * 1024;

    private VendorData() {}

    /**
     * Reads it.
     *
     * @param file empty: there is none
     * @throws IOException if it cannot be had: why, and what to do
     */
    public static Optional<String> read(String file) throws IOException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IOException(
                    "vendor_data names " + file + ", which is no file that can be read: correct it, or leave it empty");
        }
        if (Files.size(path) > MAX_LENGTH) {
            throw new IOException("vendor_data names " + file + ", which has more than " + MAX_LENGTH
                    + " bytes: shorten it, or let it fetch the rest (#include)");
        }
        try {
            return Optional.of(Files.readString(path));
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "vendor_data names " + file + ", which is not UTF-8: write it as cloud-config, script or #include",
                    e);
        }
    }
}
