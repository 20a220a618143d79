package io.quark.api.volume;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code PATCH /v1/volumes/{volume}} takes. */
public record VolumePatch(
        @Field(required = true, min = 1, max = VolumeBody.MOST_MIB, says = "MiB; a volume only grows.")
        Optional<Long> size) {}
