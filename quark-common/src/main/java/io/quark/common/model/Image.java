package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What machines boot from.
 *
 * @param format {@code qcow2}, {@code raw}, or {@code kernel} (kernel and initrd, perhaps with a disk beside them)
 * @param files empty while it waits for its data
 */
public record Image(
        String id,
        String name,
        String project,
        String format,
        List<ImageFile> files,
        Optional<String> cmdline,
        Status status,
        Instant createdAt,
        String op) {

    public Image {
        files = Copies.list(files);
    }

    public enum Status {
        /** Its data has not been uploaded yet. */
        WAITING,
        READY;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
