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
 */
public record ImageFile(Role role, String format, long size, String sha256, String path, Optional<String> url) {

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
