package io.quark.api.volume;

import io.quark.api.bind.Field;
import java.util.Map;
import java.util.Optional;

/** What {@code POST /v1/volumes} takes. */
public record VolumeBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = VolumeBody.NAME,
                form = "must be letters, digits, dots, dashes and underscores, and begin with a letter or digit",
                says = "Name, unique in the project.",
                example = "\"data\"")
        Optional<String> name,

        @Field(required = true, min = 1, max = VolumeBody.MOST_MIB, says = "MiB.", example = "10240")
        Optional<Long> size,

        @Field(
                maxLength = 63,
                pattern = VolumeBody.NAME,
                says = "Storage pool of its host in which it lies; the host's own directory unless given.")
        Optional<String> pool,

        @Field(says = "Labels by key.") Map<String, String> labels) {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    static final long MOST_MIB = 1024L * 1024 * 1024;
}
