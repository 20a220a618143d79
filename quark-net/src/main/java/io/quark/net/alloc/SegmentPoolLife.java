package io.quark.net.alloc;

import io.quark.common.model.NetRequest.CreateSegmentPool;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.SegmentRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How segment pools come and go. Every change of one bumps the node above all of them, on which every network with a segment rests:
 * so two pools that overlap cannot both come, and no id passes a change of its pool.
 */
final class SegmentPoolLife {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;

    SegmentPoolLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
    }

    NetStep create(NetWork work, CreateSegmentPool asked) {
        SegmentPool pool = asked.pool();
        List<Fault> faults = SegmentRules.faults(pool);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("segment pool", faults));
        }
        Optional<SegmentPool> overlapped = overlapped(state, pool);
        if (overlapped.isPresent()) {
            return Steps.refused(StructureRefusals.segmentPoolOverlaps(
                    pool.first(), pool.last(), overlapped.get().name()));
        }
        SegmentPool record = pool.withEnds(pool.first(), pool.last(), Optional.empty(), work.workUnit());
        return steps.step(
                Steps.end("segment_pool", pool.id()),
                steps.bump(paths.segmentPools(), state.segments().version()),
                draft -> state.names().take(draft, Names.Kind.SEGMENT_POOL, Names.ALL, pool.name(), pool.id()),
                Steps.add(() -> Stream.of(Op.create(paths.segmentPool(pool.id()), record))));
    }

    /** Another pool of the same space that has an id of this one, or may have it again. */
    static Optional<SegmentPool> overlapped(NetState state, SegmentPool pool) {
        return state.segments().space(pool).inOrder().stream()
                .filter(other -> !other.id().equals(pool.id()))
                .filter(other -> overlap(pool, other.first(), other.last())
                        || other.changing()
                                .filter(change -> overlap(pool, change.first(), change.last()))
                                .isPresent())
                .findFirst();
    }

    private static boolean overlap(SegmentPool pool, int first, int last) {
        return pool.first() <= last && first <= pool.last();
    }

    /** First the mark, then, once it and with it every id given before is seen, the pool. Ids that cool go on cooling. */
    NetStep delete(NetWork work) {
        String id = work.target().id();
        Optional<Versioned<SegmentPool>> known = state.segments().pool(id);
        if (known.isEmpty()) {
            return Steps.part(List.of(), Steps.end("segment_pool", id));
        }
        SegmentPool now = known.get().record();
        int version = known.get().version();
        if (now.changing().isPresent()
                || now.deleting()
                        .filter(other -> !other.equals(work.workUnit()))
                        .isPresent()) {
            return Steps.later();
        }
        SegmentSpace space = state.segments().space(now);
        Holders holders = space.holders(state, space.used(now.first(), now.last()));
        if (!holders.isEmpty()) {
            List<Op> back = now.deleting().isPresent()
                    ? List.of(
                            Op.set(paths.segmentPool(id), now.withDeleting(Optional.empty(), work.workUnit()), version))
                    : List.of();
            return Steps.takenBack(
                    StructureRefusals.held(
                            "segment-pool-in-use", "segment pool '" + now.name() + "'", holders, "it is held by"),
                    back);
        }
        if (now.deleting().isEmpty()) {
            return steps.step(
                    Steps.more("remove"),
                    steps.set(
                            paths.segmentPool(id),
                            now.withDeleting(Optional.of(work.workUnit()), work.workUnit()),
                            version),
                    steps.bump(paths.segmentPools(), state.segments().version()));
        }
        return steps.step(
                Steps.end("segment_pool", id),
                steps.bump(paths.segmentPools(), state.segments().version()),
                Steps.add(() -> state.names().giveUp(Names.Kind.SEGMENT_POOL, Names.ALL, now.name(), id).stream()),
                Steps.add(() -> Stream.of(Op.delete(paths.segmentPool(id), version))));
    }
}
