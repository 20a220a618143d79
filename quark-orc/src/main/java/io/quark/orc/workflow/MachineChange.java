package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A change of a machine: what is the same for all kinds of them. */
final class MachineChange implements Change {

    private static final String INSTANCE = "instance";

    private final MachineKind kind;
    private final Moves moves;

    MachineChange(MachineKind kind, Moves moves) {
        this.kind = kind;
        this.moves = moves;
    }

    @Override
    public Begin begin(OpenWork work, World world) {
        Optional<Seen<Instance>> seen = world.instance(work.target());
        if (Turn.waits(work, seen.flatMap(found -> found.value().workUnit()), world)) {
            return new Begin.NotYet(Decision.WAIT);
        }
        if (seen.isEmpty()) {
            return new Begin.Refused(Problems.gone(INSTANCE, work.target()));
        }
        Subject subject = new Subject(work, seen.get(), world, moves);
        Instance.Status status = subject.instance().status();
        if (status == Instance.Status.DELETING) {
            return new Begin.Refused(Problems.beingDeleted(INSTANCE, work.target()));
        }
        if (status == Instance.Status.BUILDING || !world.sign(subject.host()).known()) {
            return subject.refused("it is on no host", "delete it, and make a new one");
        }
        return subject.managed().isEmpty()
                ? subject.refused(
                        "its host " + subject.host() + " does not have it", "see its fault; delete it, or evacuate it")
                : kind.begin(subject);
    }

    @Override
    public Optional<InstanceSpec> shape(OpenWork work, World world) {
        return world.instance(work.target()).flatMap(seen -> kind.shape(new Subject(work, seen, world, moves)));
    }

    @Override
    public Settled succeeded(OpenWork work, TaskOutcome.Succeeded how, World world) {
        return settled(work, world, subject -> known(kind.succeeded(subject, how)));
    }

    @Override
    public Settled undone(OpenWork work, TaskOutcome.Undone how, World world) {
        if (how.leftOtherwise()) {
            return unsure(work, how.problem(), world);
        }
        boolean told = how.task().hasEnded(); // otherwise it was withdrawn, and its host has said nothing
        return settled(work, world, subject -> told ? known(kind.undone(subject)) : kind.undone(subject));
    }

    @Override
    public Settled unsure(OpenWork work, Problem problem, World world) {
        return settled(work, world, subject -> kind.unsure(subject, problem));
    }

    /** A host that says what it has done is silent no more. */
    private static Left known(Left left) {
        boolean silent = left.instance()
                .fault()
                .filter(fault -> fault.type().equals(Problems.HOST_SILENT))
                .isPresent();
        return silent
                ? new Left(
                        left.instance()
                                .change()
                                .status(Instance.Status.ACTIVE)
                                .fault(Optional.empty())
                                .build(),
                        left.ops(),
                        left.result(),
                        left.failure())
                : left;
    }

    private Settled settled(OpenWork work, World world, Function<Subject, Left> what) {
        Optional<Seen<Instance>> seen = world.instance(work.target());
        if (seen.isEmpty()) {
            // Removed by a hand: whatever else it held, nobody holds any more, for this work unit ends.
            return new Settled(
                    List.of(), List.of(), Map.of(), Optional.of(Problems.recordLost(INSTANCE, work.target())));
        }
        Left left = what.apply(new Subject(work, seen.get(), world, moves));
        List<Op> ops = new ArrayList<>(left.ops());
        ops.add(moves.set(
                seen.get(), left.instance().change().workUnit(Optional.empty()).build()));
        Map<String, String> result = new LinkedHashMap<>();
        result.put(INSTANCE, work.target());
        result.putAll(left.result());
        return new Settled(ops, List.of(), result, left.failure());
    }
}
