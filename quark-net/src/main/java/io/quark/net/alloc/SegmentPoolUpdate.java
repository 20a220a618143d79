package io.quark.net.alloc;

import io.quark.common.model.NetRequest.UpdateSegmentPool;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.SegmentId;
import io.quark.net.model.SegmentRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes a segment pool, as {@link SubnetUpdate} changes a subnet: an end that moves inwards takes two steps. */
final class SegmentPoolUpdate {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;

    SegmentPoolUpdate(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
    }

    NetStep update(NetWork work, UpdateSegmentPool asked) {
        String id = work.target().id();
        Optional<Versioned<SegmentPool>> known = state.segments().pool(id);
        if (known.isEmpty()) {
            return Steps.refused(StructureRefusals.notFound("segment pool", id));
        }
        SegmentPool now = known.get().record();
        if (now.deleting().isPresent()) {
            return Steps.refused(StructureRefusals.going("segment pool", now.name()));
        }
        if (now.changing().isPresent()) {
            return now.changing().get().workUnit().equals(work.workUnit())
                    ? finish(work, asked, known.get())
                    : Steps.later();
        }
        SegmentPool after = merged(work, asked, now);
        List<Fault> faults = SegmentRules.faults(after);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("segment pool", faults));
        }
        Optional<SegmentPool> overlapped = SegmentPoolLife.overlapped(state, after);
        if (overlapped.isPresent()) {
            return Steps.refused(StructureRefusals.segmentPoolOverlaps(
                    after.first(), after.last(), overlapped.get().name()));
        }
        if (after.first() <= now.first() && after.last() >= now.last()) {
            return write(known.get(), after);
        }
        Holders stranded = stranded(now, now.first(), now.last(), after);
        if (!stranded.isEmpty()) {
            return Steps.refused(StructureRefusals.segmentsStranded(now.name(), stranded));
        }
        SegmentPool changing = now.withEnds(
                after.first(),
                after.last(),
                Optional.of(new SegmentPool.Changing(work.workUnit(), now.first(), now.last())),
                work.workUnit());
        return steps.step(
                Steps.more("check"),
                steps.set(paths.segmentPool(id), changing, known.get().version()),
                steps.bump(paths.segmentPools(), state.segments().version()));
    }

    private NetStep finish(NetWork work, UpdateSegmentPool asked, Versioned<SegmentPool> known) {
        SegmentPool now = known.record();
        SegmentPool.Changing change = now.changing().orElseThrow();
        SegmentPool was = now.withEnds(change.first(), change.last(), Optional.empty(), work.workUnit());
        List<Op> back = List.of(Op.set(paths.segmentPool(now.id()), was, known.version()));
        Holders stranded = stranded(now, change.first(), change.last(), now);
        if (!stranded.isEmpty()) {
            return Steps.takenBack(StructureRefusals.segmentsStranded(now.name(), stranded), back);
        }
        NetStep done = write(known, merged(work, asked, now));
        return done instanceof NetStep.Refused refused && !refused.provisional()
                ? Steps.takenBack(refused.problem(), back)
                : done;
    }

    private NetStep write(Versioned<SegmentPool> known, SegmentPool after) {
        return steps.step(
                Steps.end("segment_pool", after.id()),
                draft -> state.names()
                        .rename(
                                draft,
                                Names.Kind.SEGMENT_POOL,
                                Names.ALL,
                                known.record().name(),
                                after.name(),
                                after.id()),
                steps.set(paths.segmentPool(after.id()), after, known.version()),
                steps.bump(paths.segmentPools(), state.segments().version()));
    }

    /** Ids in use that were inside and would be outside. */
    private Holders stranded(SegmentPool pool, int first, int last, SegmentPool after) {
        SegmentSpace space = state.segments().space(pool);
        Stream<SegmentId> used =
                space.used(first, last).stream().filter(id -> id.value() < after.first() || id.value() > after.last());
        return space.holders(state, used.toList());
    }

    private static SegmentPool merged(NetWork work, UpdateSegmentPool asked, SegmentPool now) {
        return new SegmentPool(
                now.id(),
                asked.name().orElse(now.name()),
                now.type(),
                now.physical(),
                asked.first().orElse(now.first()),
                asked.last().orElse(now.last()),
                asked.reuseAfterS().orElse(now.reuseAfterS()),
                now.createdAt(),
                work.workUnit());
    }
}
