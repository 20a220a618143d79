package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of one compute that are under way: begins them, goes on with those of an earlier life of the daemon, calls off those that
 * orc has withdrawn, and lets go of each when it is finished. Lives on the loop.
 */
final class TaskBoard {

    private static final Logger LOG = LoggerFactory.getLogger(TaskBoard.class);

    private final Workplace at;
    private final Managing managing;
    private final Lanes lanes;
    private final HostChanges changes;
    private final Consumer<String> left;
    private final Map<String, Entry> entries = new HashMap<>();
    private boolean resumed;

    /**
     * @param changes what this compute can do beside builds, deletes and updates of interfaces
     * @param left told the instance whenever a task has left: what waited for its place may have one now
     */
    TaskBoard(Workplace at, Managing managing, Lanes lanes, HostChanges changes, Consumer<String> left) {
        this.at = at;
        this.managing = managing;
        this.lanes = lanes;
        this.changes = changes;
        this.left = left;
    }

    /** A task that is being taken, declined or done; it leaves when it is finished. */
    private static final class Entry {
        private final Task task;
        private Optional<TaskRun> run = Optional.empty();
        private Optional<ActiveTask> record = Optional.empty();
        private boolean shown;

        Entry(Task task) {
            this.task = task;
        }
    }

    /** Goes on with the tasks that an earlier life of the daemon left unfinished; once. */
    void resume() {
        active().filter(found -> found.task().hasEnded() && OwnTasks.isOwn(found.task()))
                .forEach(found -> Loop.ignore(OwnTasks.remove(at, found.task())));
        unfinished()
                .sorted(Comparator.comparingLong(found -> found.node().createdZxid()))
                .filter(found -> canBeDone(found.task()))
                .forEach(found -> {
                    Task task = found.task();
                    LOG.info("going on with {} {} on {}", task.kind(), task.id(), at.host());
                    work(task, found.node().version(), true);
                });
        resumed = true;
    }

    /** Whether the tree has that task unfinished. */
    boolean isUnfinished(String task) {
        return at.tree().view().get(at.tree().paths().activeTask(at.host(), task)).flatMap(Tree::task).stream()
                .anyMatch(found -> !found.hasEnded());
    }

    /** Whether the tree has that task, ended or not. */
    boolean isKnown(String task) {
        return at.tree()
                .view()
                .get(at.tree().paths().activeTask(at.host(), task))
                .isPresent();
    }

    /** Keeps a place for a task that is about to be taken: from now on it counts. */
    void reserve(Task task) {
        entries.put(task.id(), new Entry(task));
    }

    /** Begins a task that has just come into {@code active_tasks}. */
    void begin(Task task, int version) {
        work(task, version, false);
    }

    /** The task is finished, or was not taken after all. */
    void leave(String task) {
        Entry entry = entries.remove(task);
        if (entry != null) {
            left.accept(entry.task.instance());
        }
    }

    HostChanges changes() {
        return changes;
    }

    boolean has(String task) {
        return entries.containsKey(task);
    }

    /** Calls off what the view does not show any more. */
    void callOffWithdrawn() {
        if (!at.tree().view().inSync()) {
            return;
        }
        for (Entry entry : entries.values()) {
            entry.record.ifPresent(record -> {
                if (at.tree().view().get(record.path()).isPresent()) {
                    entry.shown = true;
                } else if (entry.shown) {
                    entry.run.ifPresent(run -> run.stop(TaskRun.StopReason.WITHDRAWN));
                }
            });
        }
    }

    /** Looks up every record after the session was lost: orc may have withdrawn some meanwhile. */
    void verify(Runnable then) {
        List<Entry> known = entries.values().stream()
                .filter(entry -> entry.record.isPresent())
                .toList();
        if (known.isEmpty()) {
            then.run();
            return;
        }
        List<String> paths =
                known.stream().map(entry -> entry.record.orElseThrow().path()).toList();
        at.loop().when(at.tree().latest(paths), (nodes, failure) -> {
            for (int i = 0; nodes != null && i < known.size(); i++) {
                if (nodes.get(i).isEmpty()) {
                    known.get(i).run.ifPresent(run -> run.stop(TaskRun.StopReason.WITHDRAWN));
                }
            }
            then.run();
        });
    }

    /**
     * The instances for which something is being done, and their volumes. Until {@link #resume} that is what the records say; from then on whatever is
     * unfinished is here, and the records (thousands of them ended, in time) need not be read.
     */
    Set<String> instances() {
        Set<String> instances = new HashSet<>(lanes.instances());
        entries.values().forEach(entry -> instances.addAll(named(entry.task)));
        if (!resumed) {
            unfinished().forEach(found -> instances.addAll(named(found.task())));
        }
        return instances;
    }

    /** What a task is about: its instance, and every volume. */
    static List<String> named(Task task) {
        Stream<VolumeDisk> disks = Stream.concat(
                task.machine().stream().flatMap(machine -> machine.volumes().stream()),
                task.detail().stream()
                        .filter(TaskDetail.OfVolume.class::isInstance)
                        .map(detail -> ((TaskDetail.OfVolume) detail).volume()));
        return Stream.concat(Stream.of(task.instance()), disks.map(VolumeDisk::id))
                .toList();
    }

    /** The instances that are being built. */
    Set<String> building() {
        return entries.values().stream()
                .filter(entry -> entry.task.kind() == TaskKind.BUILD)
                .map(entry -> entry.task.instance())
                .collect(Collectors.toSet());
    }

    /** What all tasks here consume. */
    Resources consumes() {
        return entries.values().stream()
                .map(entry -> entry.run.map(TaskRun::consumes).orElse(entry.task.consumes()))
                .reduce(Resources.NONE, Resources::plus);
    }

    /** How many tasks of that kind are here. */
    int count(TaskKind kind) {
        return (int) entries.values().stream()
                .filter(entry -> entry.task.kind() == kind)
                .count();
    }

    /** How many tasks are here. */
    int size() {
        return entries.size();
    }

    private record Found(Node node, Task task) {}

    private Stream<Found> unfinished() {
        return active().filter(found -> !found.task().hasEnded());
    }

    private Stream<Found> active() {
        Paths paths = at.tree().paths();
        return at.tree().view().children(paths.activeTasks(at.host())).stream()
                .flatMap(id -> at.tree().view().get(paths.activeTask(at.host(), id)).stream())
                .flatMap(node -> Tree.task(node).map(task -> new Found(node, task)).stream());
    }

    /** Another daemon, newer than this one, may have taken what this one cannot do. */
    private boolean canBeDone(Task task) {
        return switch (task.kind()) {
            case BUILD, UPDATE_NICS -> task.machine().isPresent();
            case DELETE, CANCEL -> true;
            default ->
                changes.of(task.kind())
                        .filter(change ->
                                task.machine().isPresent() || !change.needs().machine())
                        .isPresent();
        };
    }

    private void work(Task task, int version, boolean again) {
        ActiveTask record = new ActiveTask(at.loop(), at.clock(), at.tree(), at.host(), task, version);
        TaskRun run = switch (task.kind()) {
            case BUILD -> new BuildRun(at, managing, record, task.machine().orElseThrow(), again);
            case DELETE -> new DeleteRun(at, managing, record);
            case UPDATE_NICS ->
                new UpdateRun(at, managing, record, task.machine().orElseThrow());
            case CANCEL -> new CancelRun(at, record, cancelled(task));
            default ->
                changes.of(task.kind())
                        .map(change -> new ChangeRun(at, managing, record, change, again))
                        .orElseThrow(() -> new IllegalStateException("a " + task.kind() + " was taken"));
        };
        Entry entry = new Entry(task);
        entry.record = Optional.of(record);
        entry.run = Optional.of(run);
        entries.put(task.id(), entry);
        at.loop().when(run.finished(), (nothing, failure) -> leave(task.id()));
        if (task.kind() == TaskKind.CANCEL) {
            run.begin();
        } else {
            lanes.add(run);
        }
    }

    private Optional<TaskRun> cancelled(Task cancel) {
        return cancel.detail()
                .filter(TaskDetail.Cancel.class::isInstance)
                .map(detail -> ((TaskDetail.Cancel) detail).task())
                .flatMap(id -> Optional.ofNullable(entries.get(id)))
                .flatMap(entry -> entry.run);
    }
}
