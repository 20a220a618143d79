package io.quark.compute.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.compute.task.TakingRules.Epoch;
import io.quark.compute.task.TakingRules.HostState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shifts the tasks of one compute from {@code next_tasks} to {@code active_tasks} and sees them through. Level-triggered: {@link
 * #look} compares what the tree shows with what is being done, and acts on the difference. Lives on the loop.
 */
final class TaskBoard {

    private static final Logger LOG = LoggerFactory.getLogger(TaskBoard.class);

    private final Workplace at;
    private final Managing managing;
    private final Lanes lanes;
    private final int parallel;
    private final Supplier<Resources> capacity;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private final Map<String, Node> shifted = new HashMap<>();

    /**
     * @param parallel how many tasks of each kind are worked on at once
     * @param capacity what this host may promise in all
     */
    TaskBoard(Workplace at, Managing managing, Lanes lanes, int parallel, Supplier<Resources> capacity) {
        this.at = at;
        this.managing = managing;
        this.lanes = lanes;
        this.parallel = parallel;
        this.capacity = capacity;
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

    /** Goes on with the tasks that an earlier life of the daemon left unfinished. */
    void resume(List<Node> active) {
        active.stream()
                .sorted(Comparator.comparingLong(Node::createdZxid))
                .forEach(node -> parse(node)
                        .filter(task -> !task.hasEnded())
                        .filter(task ->
                                task.kind() != TaskKind.BUILD || task.machine().isPresent())
                        .ifPresent(task -> {
                            LOG.info("going on with {} {} on {}", task.kind(), task.id(), at.host());
                            Entry entry = new Entry(task);
                            entries.put(task.id(), entry);
                            work(entry, node.version(), true);
                        }));
    }

    /** Looks at the tree as the view shows it, and acts. */
    void look() {
        if (!at.session().isSteady()) {
            return;
        }
        withdraw();
        Paths paths = at.tree().paths();
        Set<String> next = at.tree().view().children(paths.nextTasks(at.host()));
        shifted.keySet().retainAll(next);
        next.stream()
                .filter(id -> !entries.containsKey(id))
                .flatMap(id -> at.tree().view().get(paths.nextTask(at.host(), id)).stream())
                .filter(node -> !isShifted(node))
                .sorted(Comparator.comparingLong(Node::createdZxid))
                .forEach(this::consider);
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

    /** The instances for which something is being done, or is about to be. */
    Set<String> instances() {
        Set<String> instances = new HashSet<>(lanes.instances());
        entries.values().forEach(entry -> instances.add(entry.task.instance()));
        Paths paths = at.tree().paths();
        for (String directory : List.of(paths.nextTasks(at.host()), paths.activeTasks(at.host()))) {
            at.tree().view().children(directory).stream()
                    .flatMap(id -> at.tree().view().get(directory + "/" + id).stream())
                    .flatMap(node -> parse(node).stream())
                    .filter(task -> !task.hasEnded())
                    .forEach(task -> instances.add(task.instance()));
        }
        return instances;
    }

    /** How many tasks are being worked on. */
    int size() {
        return entries.size();
    }

    private void withdraw() {
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

    private void consider(Node node) {
        Optional<Task> parsed = parse(node);
        if (parsed.isEmpty()) {
            declineUnreadable(node);
            return;
        }
        Task task = parsed.get();
        Verdict verdict = TakingRules.judge(Paths.lastPart(node.path()), node.createdZxid(), task, hostState());
        if (verdict instanceof Verdict.Later) {
            return;
        }
        epochs.merge(
                task.shard(),
                new Epoch(task.epoch(), node.createdZxid()),
                (seen, now) -> now.epoch() > seen.epoch() ? now : seen);
        entries.put(task.id(), new Entry(task));
        if (verdict instanceof Verdict.Decline decline) {
            LOG.warn(
                    "declining {} {} on {}: {}",
                    task.kind(),
                    task.id(),
                    at.host(),
                    decline.why().detail());
            shift(node, task.birthed(at.clock().instant(), List.of()).ended(declined(decline.why())));
        } else {
            shift(node, task.birthed(at.clock().instant(), List.of()));
        }
    }

    private HostState hostState() {
        Resources used = entries.values().stream()
                .map(entry -> entry.run.map(TaskRun::consumes).orElse(entry.task.consumes()))
                .reduce(managing.consumes(), Resources::plus);
        Map<TaskKind, Integer> places = new HashMap<>();
        for (TaskKind kind : TaskKind.values()) {
            long taken = entries.values().stream()
                    .filter(entry -> entry.task.kind() == kind)
                    .count();
            places.put(kind, parallel - (int) taken);
        }
        Set<String> building = entries.values().stream()
                .filter(entry -> entry.task.kind() == TaskKind.BUILD)
                .map(entry -> entry.task.instance())
                .collect(Collectors.toSet());
        return new HostState(capacity.get().minus(used), Map.copyOf(epochs), managing.instances(), building, places);
    }

    /** Moves it to {@code active_tasks}; begins it unless it has ended already. */
    private void shift(Node next, Task active) {
        String path = at.tree().paths().activeTask(at.host(), active.id());
        shifted.put(active.id(), next);
        Transaction transaction = Transaction.of(Op.delete(next.path(), next.version()), Op.create(path, active));
        at.loop().when(at.tree().commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                taken(active, 0);
            } else if (commit instanceof Commit.Refused) {
                forget(active.id());
            } else {
                at.loop().when(at.tree().latest(List.of(path)), (nodes, ignored) -> {
                    Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
                    found.ifPresentOrElse(node -> taken(active, node.version()), () -> {
                        shifted.remove(active.id()); // it may still stand there
                        forget(active.id());
                    });
                });
            }
        });
    }

    private void taken(Task active, int version) {
        if (active.hasEnded()) {
            at.metrics().ended(active.kind(), TaskEnd.State.DECLINED);
            forget(active.id());
            return;
        }
        at.crashPoints().reached(RunGuard.crashPoint(active.kind(), "taken"));
        Entry entry = new Entry(active);
        entries.put(active.id(), entry);
        work(entry, version, false);
    }

    private void work(Entry entry, int version, boolean resumed) {
        Task task = entry.task;
        ActiveTask record = new ActiveTask(at.loop(), at.clock(), at.tree(), at.host(), task, version);
        TaskRun run = task.kind() == TaskKind.BUILD
                ? new BuildRun(at, managing, record, task.machine().orElseThrow(), resumed)
                : new DeleteRun(at, managing, record);
        entry.record = Optional.of(record);
        entry.run = Optional.of(run);
        at.loop().when(run.finished(), (nothing, failure) -> forget(task.id()));
        lanes.add(run);
    }

    /** What waited for its place may have one now. */
    private void forget(String task) {
        entries.remove(task);
        look();
    }

    /** Whether it was moved already and the view is only behind. */
    private boolean isShifted(Node node) {
        Node before = shifted.get(Paths.lastPart(node.path()));
        return before != null && before.createdZxid() == node.createdZxid() && before.version() == node.version();
    }

    /** Written by something newer, or broken: it ends with as much of it as can be kept. */
    private void declineUnreadable(Node node) {
        LOG.error("{} is not a task that this version knows; declining it", node.path());
        Problem why = Problem.of(
                "unknown-task",
                "Unknown kind of task",
                501,
                "this compute does not know such a task",
                "upgrade quark-compute on " + at.host());
        String id = Paths.lastPart(node.path());
        shifted.put(id, node);
        Transaction transaction = Transaction.of(
                Op.delete(node.path(), node.version()),
                Op.create(at.tree().paths().activeTask(at.host(), id), unreadable(node, declined(why))));
        at.loop().when(at.tree().commit(transaction), (commit, failure) -> {
            if (!(commit instanceof Commit.Committed)) {
                LOG.warn("{} could not be declined: {}", node.path(), commit);
            }
        });
    }

    private static ObjectNode unreadable(Node node, TaskEnd end) {
        ObjectNode task = Json.lenient().createObjectNode();
        try {
            if (Json.tree(node.data()) instanceof ObjectNode written) {
                task = written;
            }
        } catch (MalformedRecordException e) {
            LOG.error("{} is not even JSON: {}", node.path(), e.getMessage());
        }
        task.set("consumes", Json.lenient().valueToTree(Resources.NONE));
        task.set("end", Json.lenient().valueToTree(end));
        return task;
    }

    private TaskEnd declined(Problem why) {
        return new TaskEnd(TaskEnd.State.DECLINED, at.clock().instant(), Optional.of(why));
    }

    private static Optional<Task> parse(Node node) {
        try {
            return Optional.of(node.as(Task.class));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }
}
