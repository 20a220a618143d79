package io.quark.api.pool;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code PATCH /v1/mac-ranges/{mac_range}} takes; what is left out stays. */
public record MacRangePatch(
        @Field(maxLength = 63, says = "New name, unique.") Optional<String> name,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released MAC is handed out again.")
        Optional<Integer> reuseAfterS,

        @Field(says = "active, or disabled: gives only what is asked for by name.")
        Optional<MacRangeWish> state) {}
