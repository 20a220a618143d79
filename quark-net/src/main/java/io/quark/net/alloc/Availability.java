package io.quark.net.alloc;

import java.time.Instant;
import java.util.List;

/** Whether an address or a MAC can be had now. */
sealed interface Availability {

    /** It can. */
    record Free() implements Availability {}

    /** Somebody has it, or is to have it. */
    record Held(List<String> ports) implements Availability {}

    /** Nobody has it, and nobody may before then. */
    record CoolingUntil(Instant matures) implements Availability {}
}
