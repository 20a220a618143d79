package io.quark.api.volume;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemAnswer;
import io.quark.common.model.Volume;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A volume as clients see it. */
public record VolumeAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "MiB.") long size,

        @Field(required = true, says = "Storage pool of its host in which it lies; empty: the host's own directory.")
        String pool,

        @Field(
                required = true,
                says =
                        "new: no host has it yet; available; attaching, attached, detaching; deleting; error: see fault.")
        Volume.Status status,

        @Field(says = "Name of the compute on which it lies, once it was attached.")
        Optional<String> compute,

        @Field(says = "Id of the machine that it is attached to.")
        Optional<String> instance,

        @Field(says = "As which that machine sees it, e.g. vdc.")
        Optional<String> device,

        @Field(required = true, says = "Labels by key.") Map<String, String> labels,
        @Field(required = true, says = "When it was made.") Instant createdAt,

        @Field(says = "Id of the open work unit that changes it.")
        Optional<String> task,

        @Field(says = "Why it is not as it should be.") Optional<ProblemAnswer> fault) {

    static VolumeAnswer of(Volume volume) {
        return new VolumeAnswer(
                volume.id(),
                volume.name(),
                volume.project(),
                volume.size(),
                volume.pool(),
                volume.status(),
                volume.compute(),
                volume.instance(),
                volume.device(),
                volume.labels(),
                volume.createdAt(),
                volume.workUnit(),
                volume.fault().map(why -> ProblemAnswer.of(why, "/v1/volumes/" + volume.id())));
    }
}
