package io.quark.api.action;

import io.quark.api.bind.Field;
import io.quark.common.model.Snapshot;
import java.time.Instant;

/** A snapshot as clients see it. */
public record SnapshotAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "Id of the machine that it is of, and with which it goes.")
        String instance,

        @Field(required = true, says = "Whether the machine's memory is in it.")
        boolean memory,

        @Field(required = true, says = "Bytes on its host; 0 until it is ready.")
        long size,

        @Field(required = true, says = "taking, ready.") Snapshot.Status status,

        @Field(required = true, says = "When it was asked for.")
        Instant createdAt) {

    static SnapshotAnswer of(Snapshot snapshot) {
        return new SnapshotAnswer(
                snapshot.id(),
                snapshot.name(),
                snapshot.project(),
                snapshot.instance(),
                snapshot.memory(),
                snapshot.size(),
                snapshot.status(),
                snapshot.createdAt());
    }
}
