package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.tree.Op;
import io.quark.net.model.Steppable;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** Claims a free value for a port: the draft gets the operations, and it counts as used from now on. */
    void claim(T value, String port, String workUnit, Draft draft) {
        String bucket = bucketOf.apply(value);
        if (buckets.propose(bucket, draft.proposal())) {
            draft.add(Op.createEmpty(bucketPath(bucket)), () -> buckets.unpropose(bucket, draft.proposal()));
        }
        Claim claim = Claim.allocated(port, workUnit);
        Op op = space.claim(value)
                .map(cooling -> Op.set(claimPath(value), claim, cooling.version()))
                .orElseGet(() -> Op.create(claimPath(value), claim));
        space.reserve(value, port, draft.proposal());
        draft.add(op, () -> space.unreserve(value, draft.proposal()));
    }

    /** Lets a value cool that a port has; empty if the port does not have it. */
    Optional<Op> release(T value, String port, String workUnit) {
        OptionalInt version = space.versionHeldBy(port, value);
        return version.isEmpty()
                ? Optional.empty()
                : Optional.of(Op.set(claimPath(value), Claim.cooling(workUnit), version.getAsInt()));
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
