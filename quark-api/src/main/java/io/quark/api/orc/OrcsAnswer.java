package io.quark.api.orc;

import io.quark.api.bind.Field;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The orchestrators and their shards as clients see them. */
public record OrcsAnswer(
        @Field(required = true, says = "The live processes, by name.")
        List<OrcAnswer> items,

        @Field(required = true, says = "All shards, in order.")
        List<ShardAnswer> shards,

        @Field(says = "Always null: all are in one answer.") Optional<String> nextPageToken) {

    /** A process. */
    public record OrcAnswer(
            @Field(required = true, says = "Its name.") String name,
            @Field(says = "Since when it is there.") Optional<Instant> since,

            @Field(required = true, says = "The shards that it leads.")
            List<String> shards) {}

    /** A shard. */
    public record ShardAnswer(
            @Field(required = true, says = "Its name, hex.") String shard,

            @Field(says = "The process that leads it; null: nobody does.")
            Optional<String> leader,

            @Field(says = "Since when.") Optional<Instant> since,

            @Field(required = true, says = "How often the leader has changed.")
            long epoch,

            @Field(required = true, says = "Work units that wait to be taken up.")
            int waiting,

            @Field(required = true, says = "Work units that are being driven.")
            int active,

            @Field(required = true, says = "Milliseconds that the oldest of up to 100 waiting work units has waited.")
            long lagMs) {}
}
