package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/**
 * A machine's disks as they were, with or without its memory. It lies on its machine's host and goes with its machine; its id lies in its
 * machine's shard.
 *
 * @param memory whether the machine's memory is in it, so that it goes on where it was
 * @param size bytes on its host; 0 until it is ready
 * @param spec the shape that the machine had
 */
public record Snapshot(
        String id,
        String name,
        String project,
        String instance,
        boolean memory,
        long size,
        InstanceSpec spec,
        Status status,
        Instant createdAt) {

    public enum Status {
        TAKING,
        READY;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same, there to be used. */
    public Snapshot ready(long bytes) {
        return new Snapshot(id, name, project, instance, memory, bytes, spec, Status.READY, createdAt);
    }
}
