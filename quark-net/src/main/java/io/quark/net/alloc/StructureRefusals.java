package io.quark.net.alloc;

import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import io.quark.net.model.MacBlock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why something cannot be made, changed or removed, in words. */
final class StructureRefusals {

    private StructureRefusals() {}

    private static String type(String what) {
        return what.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static String capital(String what) {
        return Character.toUpperCase(what.charAt(0)) + what.substring(1);
    }

    static Problem notFound(String what, String id) {
        return Problem.of(
                type(what) + "-not-found",
                what + " not found",
                404,
                "there is no " + what + " " + id,
                "look at what there is");
    }

    static Problem going(String what, String name) {
        return Problem.of(
                type(what) + "-deleting",
                capital(what) + " is being deleted",
                409,
                what + " '" + name + "' is being deleted",
                "use another one");
    }

    /** The record is no longer what the change was made for (If-Match). */
    static Problem stale(String what, int now) {
        return Problem.of(
                "stale",
                "Changed meanwhile",
                412,
                "the " + what + " has version " + now + " by now",
                "look at it again, and repeat the change if it still makes sense");
    }

    static Problem invalid(String what, List<Fault> faults) {
        return new Problem(
                "invalid-" + type(what),
                capital(what) + " cannot be made so",
                422,
                faults.stream()
                        .map(fault -> (fault.pointer().isEmpty() ? "" : fault.pointer() + ": ") + fault.detail())
                        .collect(Collectors.joining("; ")),
                Optional.of("correct the faults and ask again"),
                faults);
    }

    /** @param how e.g. {@code it is held by} */
    static Problem held(String type, String what, Holders holders, String how) {
        return Problem.of(type, "In use", 409, what + " stays: " + how + " " + holders.text(), "free those first");
    }

    static Problem stranded(String what, Holders holders) {
        return Problem.of(
                "address-stranded",
                "Addresses in use are in the way",
                409,
                what + " stays as it was: the change would strand " + holders.text(),
                "free those first, or leave them in");
    }

    static Problem segmentsStranded(String pool, Holders holders) {
        return Problem.of(
                "segment-stranded",
                "Segments in use are in the way",
                409,
                "segment pool '" + pool + "' stays as it was: " + holders.text(),
                "delete those networks first, or leave their ids in");
    }

    static Problem macRangeOverlaps(MacBlock block, MacRangeState other) {
        return Problem.of(
                "mac-range-overlaps",
                "Ranges of MACs overlap",
                409,
                block + " overlaps the range '" + other.range().name() + "' (" + other.block() + ")",
                "choose another range");
    }

    static Problem segmentPoolOverlaps(int first, int last, String other) {
        return Problem.of(
                "segment-pool-overlaps",
                "Segment pools overlap",
                409,
                first + "-" + last + " overlaps the segment pool '" + other + "'",
                "choose other ends");
    }
}
