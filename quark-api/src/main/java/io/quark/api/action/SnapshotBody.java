package io.quark.api.action;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code POST /v1/snapshots} takes. */
public record SnapshotBody(
        @Field(required = true, maxLength = 63, says = "The machine, by name or id.")
        Optional<String> instance,

        @Field(
                required = true,
                maxLength = 63,
                pattern = SnapshotActions.NAME,
                form = SnapshotActions.NAME_FORM,
                says = "Name of the snapshot, unique in the project.")
        Optional<String> name,

        @Field(says = "Whether its memory is kept, too, so that it goes on where it was; false unless given.")
        Optional<Boolean> memory) {

    /** What {@code POST /v1/snapshots/{snapshot}/image} takes. */
    public record SnapshotImageBody(
            @Field(
                    required = true,
                    maxLength = 63,
                    pattern = SnapshotActions.NAME,
                    form = SnapshotActions.NAME_FORM,
                    says = "Name of the image, unique in the project.")
            Optional<String> name) {}
}
