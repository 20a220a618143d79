package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A disk that lives longer than the machines that it is attached to. It is made on the host of the first machine that it is attached to.
 *
 * @param size MiB
 * @param pool of its host in which it lies; empty: the host's own directory
 * @param compute the host that it lies on; absent: it has never been attached
 * @param instance the machine that it is attached to, or is being attached to or detached from
 * @param device as which that machine sees it
 * @param workUnit the open work unit that holds it, if any
 */
public record Volume(
        String id,
        String name,
        String project,
        long size,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String pool,
        Optional<String> compute,
        Optional<String> instance,
        Optional<String> device,
        Status status,
        Optional<String> workUnit,
        Optional<Problem> fault,
        Map<String, String> labels,
        Instant createdAt) {

    public Volume {
        pool = Copies.text(pool);
        labels = Copies.map(labels);
    }

    public enum Status {
        /** Recorded; no host has it yet. */
        NEW,
        AVAILABLE,
        ATTACHING,
        ATTACHED,
        DETACHING,
        DELETING,
        ERROR;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same volume in another place of its life. */
    public Volume moved(
            Optional<String> newCompute,
            Optional<String> newInstance,
            Optional<String> newDevice,
            Status newStatus,
            Optional<String> newWorkUnit,
            Optional<Problem> newFault) {
        return new Volume(
                id,
                name,
                project,
                size,
                pool,
                newCompute,
                newInstance,
                newDevice,
                newStatus,
                newWorkUnit,
                newFault,
                labels,
                createdAt);
    }

    /** The same volume, grown. */
    public Volume grown(long newSize, Optional<String> newWorkUnit) {
        return new Volume(
                id,
                name,
                project,
                newSize,
                pool,
                compute,
                instance,
                device,
                status,
                newWorkUnit,
                fault,
                labels,
                createdAt);
    }
}
