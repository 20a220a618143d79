package io.quark.compute.task;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Task;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.compute.task.RestartRules.Starts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts machines again that are wanted running and do not run, by tasks of the daemon's own. Lives on the loop.
 *
 * <p>One that anybody works on is left alone: its task is created only if its instance's record is at that moment as it was read, placed here, wanted
 * running and held by no work unit.
 */
final class Restarts {

    private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

    private final Workplace at;
    private final Managing managing;
    private final TaskBoard board;
    private final Predicate<String> busy;
    private final Consumer<String> look;
    private final Map<String, Starts> starts = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();
    private boolean open;

    /**
     * @param busy whether something is being done for an instance, or is about to be
     * @param look looks at a machine again, and asks this again
     */
    Restarts(Workplace at, Managing managing, TaskBoard board, Predicate<String> busy, Consumer<String> look) {
        this.at = at;
        this.managing = managing;
        this.board = board;
        this.busy = busy;
        this.look = look;
    }

    /** From now on: what earlier lives of the daemon began is under way. */
    void open() {
        open = true;
    }

    /** A machine was seen like that. */
    void seen(String instance, MachineStatus status) {
        Optional<Managed> managed = managing.get(instance);
        if (!open || managed.isEmpty() || !at.session().isSteady() || waiting.contains(instance)) {
            return;
        }
        Instant now = at.clock().instant();
        RestartRules.startAt(managed.get(), status, Optional.ofNullable(starts.get(instance)), now)
                .filter(when -> !busy.test(instance))
                .ifPresent(when -> {
                    waiting.add(instance);
                    if (when.isAfter(now)) {
                        LOG.info("{} on {} is {}; it is started again at {}", instance, at.host(), status, when);
                        at.loop().after(Duration.between(now, when), () -> {
                            waiting.remove(instance);
                            look.accept(instance);
                        });
                    } else {
                        askRecord(instance, status);
                    }
                });
    }

    private void askRecord(String instance, MachineStatus status) {
        String path = at.tree().paths().instance(instance);
        at.loop().when(at.tree().latest(List.of(path)), (nodes, failure) -> {
            waiting.remove(instance);
            Optional<Node> node = nodes == null ? Optional.empty() : nodes.get(0);
            if (!at.session().isSteady() || busy.test(instance)) {
                return;
            }
            node.filter(this::mayBeStarted).ifPresent(record -> start(instance, status, record));
        });
    }

    private boolean mayBeStarted(Node record) {
        try {
            Instance instance = record.as(Instance.class);
            return instance.compute().filter(at.host()::equals).isPresent()
                    && instance.workUnit().isEmpty()
                    && instance.powerState() == PowerState.RUNNING;
        } catch (MalformedRecordException e) {
            LOG.error("{} cannot be read; it is not started: {}", record.path(), e.getMessage());
            return false;
        }
    }

    private void start(String instance, MachineStatus status, Node record) {
        Instant now = at.clock().instant();
        Optional<Starts> before = Optional.ofNullable(starts.get(instance));
        Starts known = Starts.after(before, now);
        starts.put(instance, known);
        LOG.warn(
                "{} on {} is {}, and is wanted running: starting it ({} in a row)",
                instance,
                at.host(),
                status,
                known.inARow());
        Task task = OwnTasks.start(instance, now);
        String path = at.tree().paths().activeTask(at.host(), task.id());
        board.reserve(task);
        Transaction transaction = Transaction.of(Op.check(record.path(), record.version()), Op.create(path, task));
        at.loop().when(at.tree().commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                at.crashPoints().reached(RunGuard.crashPoint(task.kind(), "taken"));
                board.begin(task, 0);
            } else if (commit instanceof Commit.Refused) {
                before.ifPresentOrElse(was -> starts.put(instance, was), () -> starts.remove(instance));
                board.leave(task.id());
            } else {
                at.loop().when(at.tree().latest(List.of(path)), (nodes, ignored) -> {
                    Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
                    found.ifPresentOrElse(node -> board.begin(task, node.version()), () -> board.leave(task.id()));
                });
            }
        });
    }

    /** Forgets machines that are not here any more. */
    void forgetOthers() {
        starts.keySet().retainAll(managing.machines().keySet());
    }
}
