package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * One file of an image.
 *
 * @param format {@code qcow2} or {@code raw} for a disk, {@code raw} otherwise
 * @param size bytes
 * @param sha256 of the whole file, lower-case hex; also its name in each host's cache
 * @param path where it lies on the machine of the api that took it in (used directly by a compute on the same machine)
 * @param url where a compute on another machine fetches it
 * @param virtualSize bytes of the disk that machines see in a {@code qcow2} file; empty where it was not noted, and of all other files
 */
public record ImageFile(
        Role role,
        String format,
        long size,
        String sha256,
        String path,
        Optional<String> url,
        Optional<Long> virtualSize) {

    private static final long MIB = 1L << 20;

    /** A file that is as large as what it holds, or that nothing more is known of. */
    public ImageFile(Role role, String format, long size, String sha256, String path, Optional<String> url) {
        this(role, format, size, sha256, path, url, Optional.empty());
    }

    /** MiB that a machine's root disk has at least when it is made from this disk; 0 where that is not known. */
    public long leastMib() {
        long bytes = virtualSize.orElse(format.equals("raw") ? size : 0L);
        return (bytes + MIB - 1) / MIB;
    }

    public enum Role {
        DISK,
        KERNEL,
        INITRD;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
