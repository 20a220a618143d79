package io.quark.orc.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quark.common.model.Alive;
import io.quark.common.model.Applied;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Problem;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Commit;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Computes that move their tasks as quark-compute does, without any machine. Where a host stops is the test's to say. Every
 * machine that a host starts is noted, so that a test can see that none was ever started twice.
 */
public final class ScriptedComputes implements AutoCloseable {

    /** How far a host goes with the tasks that it has. */
    public enum Until {
        NOTHING,
        TAKEN,
        GATE,
        END
    }

    private final FollowableSession session;
    private final Paths paths;
    private final LiveTreeView view;
    private final Map<String, Until> scripts = new ConcurrentHashMap<>();
    private final Map<String, TaskEnd.State> ends = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();

    public ScriptedComputes(FollowableSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
        this.view = LiveTreeView.open("computes", session, List.of(paths.computes()));
        view.listen(this::changed);
    }

    /** A host with so much ram in MiB, and plenty of everything else. */
    public void host(String name, long ram) {
        host(name, ram, ComputeSelf.NetworkFacts.of(10_000_000));
    }

    /** A host with so much ram in MiB and such a network. */
    public void host(String name, long ram, ComputeSelf.NetworkFacts network) {
        ComputeSelf self = new ComputeSelf(
                name,
                ram,
                1_000,
                10_000_000,
                network,
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:///", "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                Optional.empty(),
                Optional.of("sim:" + name),
                Optional.empty());
        session.commit(Transaction.of(
                        Op.createEmpty(paths.compute(name)),
                        Op.create(paths.self(name), self),
                        Op.createEmpty(paths.nextTasks(name)),
                        Op.createEmpty(paths.activeTasks(name)),
                        Op.createEmpty(paths.managing(name)),
                        Op.createEmpty(paths.applied(name)),
                        aliveOp(name)))
                .join();
        scripts.put(name, Until.END);
    }

    /** From now on it goes only so far, or again all the way. */
    public void script(String host, Until until) {
        scripts.put(host, until);
        everythingOn(host);
    }

    /** What it says that it has realised. */
    public void applies(String host, Applied applied) {
        session.commit(Transaction.of(Op.set(paths.applied(host), applied, Op.ANY_VERSION)))
                .join();
    }

    /** How its builds end from now on. */
    public void builds(String host, TaskEnd.State how) {
        ends.put(host, how);
    }

    /** Its sign of life goes, and it does nothing any more. */
    public void silence(String host) {
        scripts.put(host, Until.NOTHING);
        session.commit(Transaction.of(Op.delete(paths.alive(host), Op.ANY_VERSION)))
                .join();
    }

    /** It is back, and goes on with what it finds. */
    public void revive(String host) {
        session.commit(Transaction.of(aliveOp(host))).join();
        script(host, Until.END);
    }

    /** Every host looks at its tasks again: what it did last may have come to nothing with the connection. */
    public void lookAgain() {
        scripts.keySet().forEach(this::everythingOn);
    }

    /** The instances whose machines were started, each time; by all that the hosts have been told until now. */
    public List<String> started() {
        // They note a start after its commit, which others may see before that.
        view.caughtUp().exceptionally(isAway -> null).join();
        return List.copyOf(started);
    }

    public TreeView view() {
        return view;
    }

    private Op aliveOp(String name) {
        return Op.create(paths.alive(name), new Alive("boot", "machine", 1, Instant.EPOCH));
    }

    private void everythingOn(String host) {
        List.copyOf(view.children(paths.nextTasks(host)))
                .forEach(task -> view.get(paths.nextTask(host, task)).ifPresent(this::step));
        List.copyOf(view.children(paths.activeTasks(host)))
                .forEach(task -> view.get(paths.activeTask(host, task)).ifPresent(this::step));
    }

    private void changed(TreeView.Cut cut) {
        cut.changes().stream()
                .map(change -> paths.parts(change.path()))
                .filter(parts -> parts.size() == 4)
                .map(parts -> parts.get(1))
                .distinct()
                .forEach(this::everythingOn);
    }

    private void step(Node node) {
        List<String> parts = paths.parts(node.path());
        if (parts.size() != 4 || !parts.get(2).endsWith("_tasks")) {
            return;
        }
        String host = parts.get(1);
        Until until = scripts.getOrDefault(host, Until.NOTHING);
        Task task = node.as(Task.class);
        if (parts.get(2).equals("next_tasks")) {
            if (until != Until.NOTHING) {
                take(host, node, task);
            }
        } else if (!task.hasEnded()) {
            begun(host, node, task, until);
        }
    }

    private void take(String host, Node node, Task task) {
        send(
                Op.delete(node.path(), node.version()),
                Op.create(paths.activeTask(host, task.id()), task.birthed(node.createdAt(), List.of("start"))));
    }

    private void begun(String host, Node node, Task task, Until until) {
        if (task.kind() == TaskKind.DELETE) {
            if (until == Until.END) {
                delete(host, node, task);
            }
        } else if (!task.starting()) {
            if (until == Until.GATE || until == Until.END) {
                send(Op.set(node.path(), task.pastTheGate(), node.version()));
            }
        } else if (until == Until.END) {
            end(host, node, task);
        }
    }

    private void end(String host, Node node, Task task) {
        TaskEnd.State how = ends.getOrDefault(host, TaskEnd.State.SUCCEEDED);
        if (how != TaskEnd.State.SUCCEEDED) {
            Problem problem = Problem.of("scripted", "Scripted", 500, "the script says so", "change it");
            send(Op.set(
                    node.path(), task.ended(TaskEnd.of(how, node.modifiedAt(), Optional.of(problem))), node.version()));
            return;
        }
        if (task.kind() == TaskKind.RECEIVE && !isPlaced(task.instance(), host)) {
            return; // it looks again when it is told to
        }
        if (task.kind() != TaskKind.BUILD) {
            List<Op> ops = new ArrayList<>(ScriptedChange.ops(paths, view, host, task, node.modifiedAt()));
            TaskEnd end = new TaskEnd(how, node.modifiedAt(), Optional.empty(), ScriptedChange.result(task));
            ops.add(Op.set(node.path(), task.ended(end), node.version()));
            send(ops.toArray(new Op[0]));
            return;
        }
        Map<String, StepRecord> steps = new LinkedHashMap<>();
        steps.put("start", new StepRecord(node.modifiedAt(), 5));
        Task done = task.progressed(steps, List.of()).ended(TaskEnd.of(how, node.modifiedAt(), Optional.empty()));
        Managed managed = Managed.running("sim", "machine", node.modifiedAt(), task.consumes(), task.id());
        CompletableFuture<Commit> outcome = send(
                Op.set(node.path(), done, node.version()), Op.create(paths.managed(host, task.instance()), managed));
        if (outcome.join() instanceof Commit.Committed) {
            started.add(task.instance());
        }
    }

    private boolean isPlaced(String instance, String host) {
        return session.read(List.of(paths.instance(instance)))
                .join()
                .get(0)
                .flatMap(node -> node.as(Instance.class).compute())
                .filter(host::equals)
                .isPresent();
    }

    /** Stops what builds the machine, unmakes it, and says so, in one step. */
    private void delete(String host, Node node, Task task) {
        List<Op> ops = new ArrayList<>();
        for (String other : view.children(paths.activeTasks(host))) {
            view.get(paths.activeTask(host, other)).ifPresent(found -> {
                Task build = found.as(Task.class);
                if (build.kind() == TaskKind.BUILD && build.instance().equals(task.instance()) && !build.hasEnded()) {
                    TaskEnd cancelled = TaskEnd.of(TaskEnd.State.CANCELLED, node.modifiedAt(), Optional.empty());
                    ops.add(Op.set(found.path(), build.ended(cancelled), found.version()));
                }
            });
        }
        String managed = paths.managed(host, task.instance());
        view.get(managed).ifPresent(found -> ops.add(Op.delete(managed, found.version())));
        TaskEnd done = TaskEnd.of(TaskEnd.State.SUCCEEDED, node.modifiedAt(), Optional.empty());
        ops.add(Op.set(node.path(), task.ended(done), node.version()));
        send(ops.toArray(new Op[0]));
    }

    /** What is refused was overtaken by something that leads to the next step. */
    @CanIgnoreReturnValue
    private CompletableFuture<Commit> send(Op... ops) {
        return session.commit(Transaction.of(ops));
    }

    @Override
    public void close() {
        view.close();
    }
}
