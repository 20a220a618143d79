package io.quark.compute.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.json.RecordTooLargeException;
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
import io.quark.common.tree.TreeView;
import io.quark.compute.task.TakingRules.Epoch;
import io.quark.compute.task.TakingRules.HostState;
import io.quark.compute.tree.Tree;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shifts the tasks of one compute from {@code next_tasks} to {@code active_tasks}: onto the {@link TaskBoard}, or, where {@link
 * TakingRules} say so, declined. Level-triggered: {@link #look} compares what the tree shows with what is being done. Lives on the loop.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Workplace at;
    private final Managing managing;
    private final TaskBoard board;
    private final int parallel;
    private final Supplier<Resources> capacity;
    private final Map<Integer, Epoch> epochs = new HashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();

    /**
     * @param parallel how many tasks of each kind are worked on at once
     * @param capacity what this host may promise in all
     */
    Intake(Workplace at, Managing managing, TaskBoard board, int parallel, Supplier<Resources> capacity) {
        this.at = at;
        this.managing = managing;
        this.board = board;
        this.parallel = parallel;
        this.capacity = capacity;
    }

    /** A node of {@code next_tasks}, read once for each version of it: it may wait for its place through many looks. */
    private static final class Waiting {
        private final Node node;
        private final Optional<Task> task;
        /** It was moved already, and the view is only behind. */
        private boolean shifted;

        Waiting(Node node) {
            this.node = node;
            this.task = Tree.task(node);
        }

        boolean isOf(Node now) {
            return node.createdZxid() == now.createdZxid() && node.version() == now.version();
        }
    }

    /** Looks at the tree as the view shows it, and takes what can be taken. */
    void look() {
        refresh();
        List<Waiting> open = waiting.values().stream()
                .filter(one -> !one.shifted && !board.has(Paths.lastPart(one.node.path())))
                .sorted(Comparator.comparingLong(one -> one.node.createdZxid()))
                .toList();
        if (open.isEmpty()) {
            return;
        }
        HostState host = hostState();
        for (Waiting one : open) {
            if (one.task.isEmpty()) {
                declineUnreadable(one);
            } else if (consider(one, one.task.get(), host)) {
                host = hostState();
            }
        }
    }

    /** The instances of the tasks that wait, and their volumes. */
    Set<String> instances() {
        refresh();
        Set<String> instances = new HashSet<>();
        waiting.values().forEach(one -> one.task.ifPresent(task -> instances.addAll(TaskBoard.named(task))));
        return instances;
    }

    private void refresh() {
        TreeView view = at.tree().view();
        Paths paths = at.tree().paths();
        Set<String> shown = view.children(paths.nextTasks(at.host()));
        waiting.keySet().retainAll(shown);
        for (String id : shown) {
            view.get(paths.nextTask(at.host(), id))
                    .ifPresent(node -> waiting.compute(
                            id, (key, known) -> known != null && known.isOf(node) ? known : new Waiting(node)));
        }
    }

    /** @return whether the host's state is another one now */
    private boolean consider(Waiting one, Task task, HostState host) {
        Node node = one.node;
        Verdict verdict =
                TakingRules.judge(Paths.lastPart(node.path()), node.createdZxid(), task, host, board.changes());
        if (verdict instanceof Verdict.Later) {
            return false;
        }
        epochs.merge(
                task.shard(),
                new Epoch(task.epoch(), node.createdZxid()),
                (seen, now) -> now.epoch() > seen.epoch() ? now : seen);
        board.reserve(task);
        Task taken = task.birthed(at.clock().instant(), List.of());
        if (verdict instanceof Verdict.Decline decline) {
            LOG.warn(
                    "declining {} {} on {}: {}",
                    task.kind(),
                    task.id(),
                    at.host(),
                    decline.why().detail());
            shift(one, taken.ended(declined(decline.why())));
        } else {
            shift(one, taken);
        }
        return true;
    }

    private HostState hostState() {
        Map<TaskKind, Integer> places = new HashMap<>();
        for (TaskKind kind : TaskKind.values()) {
            places.put(kind, parallel - board.count(kind));
        }
        Resources used = managing.consumes().plus(board.consumes());
        return new HostState(
                capacity.get().minus(used), Map.copyOf(epochs), managing.instances(), board.building(), places);
    }

    /** Moves it to {@code active_tasks}; begins it unless it has ended already. */
    private void shift(Waiting one, Task active) {
        String path = at.tree().paths().activeTask(at.host(), active.id());
        one.shifted = true;
        Transaction transaction;
        try {
            transaction = Transaction.of(Op.delete(one.node.path(), one.node.version()), Op.create(path, active));
        } catch (RecordTooLargeException e) {
            // Not taken: orc ends it when it has waited long enough.
            LOG.error("{} {} cannot be taken on {}: {}", active.kind(), active.id(), at.host(), e.getMessage());
            board.leave(active.id());
            return;
        }
        at.loop().when(at.tree().commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                taken(active, 0);
            } else if (commit instanceof Commit.Refused) {
                board.leave(active.id());
            } else {
                at.loop().when(at.tree().latest(List.of(path)), (nodes, ignored) -> {
                    Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
                    found.ifPresentOrElse(node -> taken(active, node.version()), () -> {
                        one.shifted = false; // it may still stand there
                        board.leave(active.id());
                    });
                });
            }
        });
    }

    private void taken(Task active, int version) {
        if (active.hasEnded()) {
            at.metrics().ended(active.kind(), TaskEnd.State.DECLINED);
            board.leave(active.id());
            return;
        }
        at.crashPoints().reached(RunGuard.crashPoint(active.kind(), "taken"));
        board.begin(active, version);
    }

    /** Written by something newer, or broken: it ends with as much of it as can be kept. */
    private void declineUnreadable(Waiting one) {
        Node node = one.node;
        LOG.error("{} is not a task that this version knows; declining it", node.path());
        Problem why = Problem.of(
                "unknown-task",
                "Unknown kind of task",
                501,
                "this compute does not know such a task",
                "upgrade quark-compute on " + at.host());
        one.shifted = true;
        String path = at.tree().paths().activeTask(at.host(), Paths.lastPart(node.path()));
        Transaction transaction = Transaction.of(
                Op.delete(node.path(), node.version()), Op.create(path, unreadable(node, declined(why))));
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
        return TaskEnd.of(TaskEnd.State.DECLINED, at.clock().instant(), Optional.of(why));
    }
}
