package io.quark.api.pool;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code POST /v1/mac-ranges} takes. */
public record MacRangeBody(
        @Field(
                required = true,
                maxLength = 20,
                says = "First MAC and prefix length; zeros at the end may be left out.",
                example = "\"52:54:00/24\"")
        Optional<String> cidr,

        @Field(maxLength = 63, says = "Name, unique; its id unless given.")
        Optional<String> name,

        @Field(min = 0, max = 31_536_000, says = "Seconds before a released MAC is handed out again; 300 unless given.")
        Optional<Integer> reuseAfterS,

        @Field(says = "active unless given.") Optional<MacRangeWish> state) {}
