package io.quark.net.alloc;

import java.time.Instant;
import java.util.List;

/** Whether an address or a MAC can be had now. */
sealed interface Availability {

    /** It can. */
    record Free() implements Availability {}

    /**
     * Somebody has it.
     *
     * @param undecided whether only a proposal holds it, which may still come to nothing
     */
    record Held(List<String> ports, boolean undecided) implements Availability {}

    /** Nobody has it, and nobody may before then. */
    record CoolingUntil(Instant matures) implements Availability {}
}
