package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a move whose work unit has ended in doubt: its source had fallen silent while it was sending, or its target with the
 * machine. When they return, what they tell is taken note of, and the move goes on or is taken back.
 */
final class AfterMove {

    private static final String EVACUATE = "evacuate";

    private final Moves moves;

    AfterMove(Moves moves) {
        this.moves = moves;
    }

    /** Empty: nothing of a move is left. */
    Optional<Decision> next(List<SeenTask> tasks, World world) {
        Optional<SeenTask> receive = MigrateWorkflow.of(TaskKind.RECEIVE, tasks);
        Optional<SeenTask> send = MigrateWorkflow.of(TaskKind.SEND, tasks);
        Optional<SeenTask> any = send.or(() -> receive);
        return any.map(task -> {
            Optional<Seen<Instance>> instance = world.instance(task.task().instance());
            List<SeenTask> both = tasks.stream()
                    .filter(one -> one.equals(send.orElse(null)) || one.equals(receive.orElse(null)))
                    .toList();
            return instance.map(seen -> decide(seen, receive, send, both, world))
                    .orElseGet(() -> withdrawn(both).build());
        });
    }

    private Decision decide(
            Seen<Instance> instance,
            Optional<SeenTask> receive,
            Optional<SeenTask> send,
            List<SeenTask> both,
            World world) {
        Optional<OpenWork> holder = instance.value().workUnit().flatMap(world::open);
        if (holder.isPresent()) {
            // Who evacuates the machine has said that it is gone from where it was.
            return holder.get().unit().kind().equals(EVACUATE)
                    ? withdrawn(both).build()
                    : Decision.Wait.until(world.now().plus(Rules.ROOM));
        }
        String compute = instance.value().compute().orElse("");
        if (send.isEmpty()) {
            return received(instance, receive.orElseThrow(), compute);
        }
        if (!compute.equals(send.get().host())) {
            return withdrawn(both).build(); // it was evacuated meanwhile
        }
        Optional<TaskEnd> how = send.get().task().end();
        if (how.isEmpty()) {
            return Decision.WAIT;
        }
        if (how.get().state() != TaskEnd.State.SUCCEEDED) {
            return withdrawn(both)
                    .ops(moves.leave(instance, Instance.Status.ACTIVE, Optional.empty()))
                    .build();
        }
        return receive.map(there -> handOver(instance, send.get(), there.host(), world))
                .orElseGet(() -> withdrawn(both)
                        .ops(moves.leave(
                                instance,
                                Instance.Status.ERROR,
                                Optional.of(Problems.taskLost(send.get().host()))))
                        .build());
    }

    private Decision handOver(Seen<Instance> instance, SeenTask send, String target, World world) {
        Instance was = instance.value();
        return withdrawn(List.of(send))
                .ops(moves.set(
                        instance, was.change().compute(Optional.of(target)).build()))
                .ops(world.place(was.nics(), was.id(), target))
                .ops(VolumeRecords.moveAll(moves.paths(), was, target, world))
                .build();
    }

    private Decision received(Seen<Instance> instance, SeenTask receive, String compute) {
        if (!compute.equals(receive.host())) {
            return withdrawn(List.of(receive)).build();
        }
        Optional<TaskEnd> how = receive.task().end();
        if (how.isEmpty()) {
            return Decision.WAIT;
        }
        boolean well = how.get().state() == TaskEnd.State.SUCCEEDED;
        return withdrawn(List.of(receive))
                .ops(moves.leave(
                        instance,
                        well ? Instance.Status.ACTIVE : Instance.Status.ERROR,
                        well ? Optional.empty() : how.get().problem()))
                .build();
    }

    private static ActBuilder withdrawn(List<SeenTask> tasks) {
        ActBuilder act = Decision.act(Step.AFTERWARDS);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return act;
    }
}
