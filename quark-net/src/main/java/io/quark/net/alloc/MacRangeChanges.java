package io.quark.net.alloc;

import io.quark.common.model.MacRange;
import io.quark.common.model.NetRequest.CreateMacRange;
import io.quark.common.model.NetRequest.UpdateMacRange;
import io.quark.common.model.Problem.Fault;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.model.MacBlock;
import io.quark.net.model.MacRangeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ranges of MACs. Making and removing one bumps the node above all of them: whoever asks for a MAC outside every range rests on it, so
 * that a new range knows all that were asked for, and two ranges that overlap cannot both come.
 */
final class MacRangeChanges {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;

    MacRangeChanges(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
    }

    NetStep create(NetWork work, CreateMacRange asked) {
        MacRange range = asked.range();
        List<Fault> faults = MacRangeRules.faults(range);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("range of MACs", faults));
        }
        MacBlock block = MacBlock.of(range.cidr());
        Optional<MacRangeState> overlapped = state.ranges().all().values().stream()
                .filter(other -> !other.isForRequested() && other.block().overlaps(block))
                .findFirst();
        if (overlapped.isPresent()) {
            return Steps.refused(StructureRefusals.macRangeOverlaps(block, overlapped.get()));
        }
        MacRange record = new MacRange(
                range.id(),
                range.name(),
                block.toString(),
                range.reuseAfterS(),
                range.state() == MacRange.State.DISABLED ? MacRange.State.DISABLED : MacRange.State.ACTIVE,
                range.createdAt(),
                work.workUnit());
        return steps.step(
                Steps.end("mac_range", range.id()),
                steps.bump(paths.macRanges(), state.ranges().version()),
                draft -> state.names().take(draft, Names.Kind.MAC_RANGE, Names.ALL, range.name(), range.id()),
                Steps.add(() -> Stream.of(
                        Op.create(paths.macRange(range.id()), record), Op.createEmpty(paths.macs(range.id())))));
    }

    private Optional<MacRangeState> find(String id) {
        return state.ranges().find(id).filter(range -> !range.isForRequested());
    }

    NetStep update(NetWork work, UpdateMacRange asked) {
        String id = work.target().id();
        Optional<MacRangeState> known = find(id);
        if (known.isEmpty()) {
            return Steps.refused(StructureRefusals.notFound("range of MACs", id));
        }
        MacRange now = known.get().range();
        if (known.get().isGoing()) {
            return Steps.refused(StructureRefusals.going("range of MACs", now.name()));
        }
        MacRange after = new MacRange(
                id,
                asked.name().orElse(now.name()),
                now.cidr(),
                asked.reuseAfterS().orElse(now.reuseAfterS()),
                asked.state().orElse(now.state()),
                now.createdAt(),
                work.workUnit());
        List<Fault> faults = new ArrayList<>(MacRangeRules.faults(after));
        if (after.state() == MacRange.State.DELETING) {
            faults.add(new Fault("/state", "must be active or disabled; to delete it is another request"));
        }
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("range of MACs", faults));
        }
        return steps.step(
                Steps.end("mac_range", id),
                draft -> state.names().rename(draft, Names.Kind.MAC_RANGE, Names.ALL, now.name(), after.name(), id),
                steps.set(paths.macRange(id), after, known.get().version()));
    }

    /** First the mark, then, once it and with it every MAC given before is seen, all of the range in bounded parts. */
    NetStep delete(NetWork work) {
        String id = work.target().id();
        Optional<MacRangeState> known = find(id);
        if (known.isEmpty()) {
            return Steps.part(List.of(), Steps.end("mac_range", id));
        }
        MacRangeState range = known.get();
        MacRange now = range.range();
        if (now.deleting()
                .filter(other -> !other.workUnit().equals(work.workUnit()))
                .isPresent()) {
            return Steps.later();
        }
        Holders holders = Holders.of(range.macs()
                .space()
                .allocated()
                .map(claim -> "MAC " + claim.getKey() + Holders.by(state, claim.getValue())));
        if (!holders.isEmpty()) {
            List<Op> back = range.isGoing()
                    ? List.of(Op.set(paths.macRange(id), now.withoutDeleting(work.workUnit()), range.version()))
                    : List.of();
            return Steps.takenBack(
                    StructureRefusals.held(
                            "mac-range-in-use", "range of MACs '" + now.name() + "'", holders, "it is held by"),
                    back);
        }
        if (!range.isGoing()) {
            return steps.step(
                    Steps.more("remove"),
                    steps.set(paths.macRange(id), now.withDeleting(work.workUnit()), range.version()));
        }
        return removal(range);
    }

    private NetStep removal(MacRangeState range) {
        String id = range.range().id();
        Stream<Op> buckets = range.macs().buckets().present().stream()
                .map(bucket -> Op.delete(paths.macBucket(id, bucket), Op.ANY_VERSION));
        List<Op> ops = Stream.concat(range.macs().removals(), buckets)
                .limit(NetworkLife.STEP_OPS)
                .toList();
        if (ops.size() == NetworkLife.STEP_OPS) {
            return Steps.part(ops, Steps.more("remove"));
        }
        return steps.step(
                new NetStep.Next.End(Map.of("mac_range", id)),
                Steps.add(ops::stream),
                steps.bump(paths.macRanges(), state.ranges().version()),
                Steps.add(
                        () -> state
                                .names()
                                .giveUp(
                                        Names.Kind.MAC_RANGE,
                                        Names.ALL,
                                        range.range().name(),
                                        id)
                                .stream()),
                Steps.add(() -> Stream.of(
                        Op.delete(paths.macs(id), Op.ANY_VERSION), Op.delete(paths.macRange(id), range.version()))));
    }
}
