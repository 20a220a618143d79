package io.quark.api.flavor;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code POST /v1/flavors} takes. */
public record FlavorBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = "[A-Za-z0-9][A-Za-z0-9._-]*",
                form = "must be letters, digits, dots, dashes and underscores, and begin with a letter or digit",
                says = "Name, unique among all flavors.",
                example = "\"small\"")
        Optional<String> name,

        @Field(maxLength = 255, says = "For people.") Optional<String> description,

        @Field(required = true, min = 16, max = 16 * 1024 * 1024, says = "MiB.", example = "2048")
        Optional<Long> ram,

        @Field(required = true, min = 1, max = 512, says = "Virtual CPUs.", example = "2")
        Optional<Integer> cpu,

        @Field(
                min = 0,
                max = 1024L * 1024 * 1024,
                says = "Size of the root disk, MiB; 0, the default: as large as the image's, none where it has none.")
        Optional<Long> storage,

        @Field(says = "What machines get of their host beyond that.")
        Optional<HardwareBody> hardware) {}
