package io.quark.api.work;

import io.quark.api.work.WorkUnitAnswer.UnderWay;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Reads work units: one snapshot of the three places where each may be. Thread safe. */
public final class WorkUnitReader {

    private final TreeSession session;
    private final TreeView computes;
    private final Paths paths;

    /**
     * A reader.
     *
     * @param computes a view that covers all computes' directories: it tells how far a task is without a further read
     */
    public WorkUnitReader(TreeSession session, TreeView computes, Paths paths) {
        this.session = session;
        this.computes = computes;
        this.paths = paths;
    }

    /** The work unit as it is recorded; empty where there is none of that id, or it was reaped. */
    public CompletableFuture<Optional<WorkUnit>> read(String id) {
        return session.read(paths.workUnitPlaces(id))
                .thenApply(places ->
                        places.stream().flatMap(Optional::stream).findFirst().map(node -> node.as(WorkUnit.class)));
    }

    /** What clients are told of it now, with the steps that its compute has made so far, or with how many of its children have ended. */
    public CompletableFuture<WorkUnitAnswer> answer(WorkUnit work) {
        return answers(List.of(work)).thenApply(answers -> answers.apply(work));
    }

    /** What clients are told of each of these. */
    CompletableFuture<Function<WorkUnit, WorkUnitAnswer>> answers(List<WorkUnit> units) {
        Map<String, WorkUnitAnswer> groups = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> reading = new ArrayList<>();
        for (WorkUnit work : units) {
            if (!(work.request().orElse(null) instanceof MachineRequest.Group group)) {
                continue;
            }
            if (work.isTerminal()) {
                groups.put(
                        work.id(),
                        WorkUnitAnswer.of(work, group, group.children().size()));
            } else {
                reading.add(places(work, group)
                        .thenAccept(places -> groups.put(work.id(), WorkUnitAnswer.of(work, group, ended(places)))));
            }
        }
        return CompletableFuture.allOf(reading.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> work -> Optional.ofNullable(groups.get(work.id()))
                        .orElseGet(() -> WorkUnitAnswer.of(work, underWay(work))));
    }

    private CompletableFuture<List<Optional<Node>>> places(WorkUnit work, MachineRequest.Group group) {
        return session.read(group.children().stream()
                .map(child -> paths.groupChild(work.id(), child))
                .toList());
    }

    /** The place of a child is empty until it has ended. */
    private static int ended(List<Optional<Node>> places) {
        return (int) places.stream()
                .filter(place -> place.filter(node -> node.data().length > 0).isPresent())
                .count();
    }

    /** The task of its compute; while that receives a machine from another one, before it the task of that. */
    private List<UnderWay> underWay(WorkUnit work) {
        if (work.isTerminal() || work.placement().isEmpty()) {
            return List.of();
        }
        WorkUnit.Placement place = work.placement().get();
        List<UnderWay> tasks = new ArrayList<>();
        Optional<Task> own = task(place.compute(), place.task());
        own.flatMap(Task::detail)
                .filter(TaskDetail.Receive.class::isInstance)
                .map(TaskDetail.Receive.class::cast)
                .flatMap(receive -> task(receive.from(), Task.idOf(work.id(), work.attempts(), TaskKind.SEND))
                        .map(send -> new UnderWay(receive.from(), send)))
                .ifPresent(tasks::add);
        own.ifPresent(task -> tasks.add(new UnderWay(place.compute(), task)));
        return tasks;
    }

    private Optional<Task> task(String compute, String id) {
        return computes.get(paths.activeTask(compute, id))
                .filter(node -> node.data().length > 0)
                .map(node -> node.as(Task.class));
    }
}
