package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.tree.Op;
import io.quark.net.model.Steppable;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The claims of one subnet or one range of MACs with their place in the tree: turns what is decided about them into
 * operations. Not thread safe.
 */
final class Claims<T extends Steppable<T> & Comparable<T>> {

    private final String path;
    private final Function<T, String> bucketOf;
    private final ClaimSpace<T> space = new ClaimSpace<>();
    private final Buckets buckets = new Buckets();

    /**
     * Claims that are still to be seen.
     *
     * @param path of the node that holds the buckets
     */
    Claims(String path, Function<T, String> bucketOf) {
        this.path = path;
        this.bucketOf = bucketOf;
    }

    ClaimSpace<T> space() {
        return space;
    }

    Buckets buckets() {
        return buckets;
    }

    private String bucketPath(String bucket) {
        return path + "/" + bucket;
    }

    private String claimPath(T value) {
        return bucketPath(bucketOf.apply(value)) + "/" + value.text();
    }

    /** Counts a free value as used by a port, as long as the draft lasts. */
    void hold(T value, String port, Draft draft) {
        space.reserve(value, port, draft.proposal());
        draft.onEnd(() -> space.unreserve(value, draft.proposal()));
    }

    /** Claims a free value for a port: the draft gets the operations, and it counts as used from now on. */
    void claim(T value, String port, String workUnit, Draft draft) {
        claim(value, port, Claim.allocated(port, workUnit), draft);
    }

    /**
     * Claims a free value.
     *
     * @param holder whom it is proposed for, for people
     */
    void claim(T value, String holder, Claim claim, Draft draft) {
        String bucket = bucketOf.apply(value);
        if (buckets.propose(bucket, draft.proposal())) {
            draft.add(Op.createEmpty(bucketPath(bucket)), () -> buckets.unpropose(bucket, draft.proposal()));
        }
        draft.add(space.claim(value)
                .map(cooling -> Op.set(claimPath(value), claim, cooling.version()))
                .orElseGet(() -> Op.create(claimPath(value), claim)));
        hold(value, holder, draft);
    }

    /** Lets a value cool, whoever has it; empty if nobody has. */
    Optional<Op> cool(T value, String workUnit) {
        return space.claim(value)
                .filter(node -> !node.cooling())
                .map(node -> set(value, Claim.cooling(workUnit), node.version()));
    }

    /** Writes a claim that is there. */
    Op set(T value, Claim claim, int version) {
        return Op.set(claimPath(value), claim, version);
    }

    /** Frees a value at once. */
    Op free(T value, int version) {
        return Op.delete(claimPath(value), version);
    }

    /**
     * Takes ports off a value: what then nobody has cools, unless it was asked for by itself.
     *
     * @param ports not empty; those that do not have it are ignored
     * @param quarantined false: it is free at once
     * @return empty if none of the ports has it
     */
    Optional<Op> leave(T value, Set<String> ports, String workUnit, boolean quarantined) {
        OptionalInt version = ports.stream()
                .map(port -> space.versionHeldBy(port, value))
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElseGet(OptionalInt::empty);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        Optional<Claim> rest = space.claim(value)
                .map(node -> without(node.claim(), ports, workUnit))
                .filter(claim -> claim.kept() || !claim.ports().isEmpty());
        if (rest.isEmpty() && !quarantined) {
            return Optional.of(free(value, version.getAsInt()));
        }
        return Optional.of(set(value, rest.orElseGet(() -> Claim.cooling(workUnit)), version.getAsInt()));
    }

    private static Claim without(Claim claim, Set<String> ports, String workUnit) {
        return claim.withPorts(
                claim.ports().stream().filter(port -> !ports.contains(port)).toList(), workUnit);
    }

    /** Removes every claim from the tree. */
    Stream<Op> removals() {
        return space.claims().entrySet().stream().map(entry -> remove(entry.getKey(), entry.getValue()));
    }

    /** Removes those whose quarantine is over, longest released first. */
    Stream<Op> sweep(Instant now) {
        return space.matured(now).flatMap(value -> space.claim(value).map(node -> remove(value, node)).stream());
    }

    private Op remove(T value, ClaimNode node) {
        return Op.delete(claimPath(value), node.version());
    }
}
