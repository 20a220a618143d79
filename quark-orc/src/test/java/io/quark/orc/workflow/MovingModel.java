package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.cluster.TaskRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A machine that is to move, the tree, and hosts that do what is asked of them as the contract says: with daemons that fall silent while
 * their hypervisors go on, and with steps that fail.
 */
final class MovingModel {

    private static final String MOVE = Ids.inShard(Ids.derived("a move"), FakeWorld.PATHS.shardOf(FakeWorld.BUILD), 16);
    private static final String MACHINE = FakeWorld.MACHINE;

    private final Random random;
    private final FakeWorld world = new FakeWorld().receiving("a", "b");
    private final Workflow migrate = new MigrateWorkflow(FakeWorld.RULES, FakeWorld.PATHS);
    private final Afterwards afterwards = new Afterwards(FakeWorld.PATHS);
    private final Map<String, Domain> domains = new TreeMap<>();
    private final Set<String> silent = new HashSet<>();
    /** What each host's daemon has begun, whether the tree still has it or not. */
    private final List<SeenTask> begun = new ArrayList<>();

    private final List<String> history = new ArrayList<>();
    private Optional<OpenWork> work;
    private boolean calm;

    private enum Domain {
        DEFINED,
        PAUSED,
        RUNNING
    }

    MovingModel(Random random) {
        this.random = random;
        world.table.remove("c");
        domains.put("a", Domain.RUNNING);
        Instance running = FakeWorld.instance("a", Instance.Status.ACTIVE, Optional.empty());
        world.instances.put(MACHINE, new Seen<>(running, 1));
        work = Optional.of(FakeWorld.asked(
                MOVE,
                new Migrate(true, Optional.empty(), Optional.empty(), Optional.empty()),
                new Target("instance", MACHINE, "web-1")));
    }

    /** One thing happens. */
    void anything() {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> orc();
            case 3, 4 -> daemon("a");
            case 5, 6 -> daemon("b");
            case 7 -> hypervisors();
            case 8 -> {
                if (random.nextInt(3) == 0) {
                    toggle(random.nextBoolean() ? "a" : "b");
                }
            }
            default -> {
                world.now = world.now.plusSeconds(random.nextInt(10) == 0 ? 700 : 5);
                if (random.nextInt(8) == 0) {
                    work = work.map(FakeWorld::cancelled);
                }
            }
        }
    }

    /** Everybody comes back, and nothing fails any more. */
    void calm() {
        calm = true;
        List.copyOf(silent).forEach(this::toggle);
        for (int round = 0; round < 60; round++) {
            orc();
            daemon("a");
            hypervisors();
            daemon("b");
            world.now = world.now.plusSeconds(1);
        }
    }

    /** What must never be otherwise. */
    void holds() {
        assertThat(domains.values().stream().filter(Domain.RUNNING::equals).count())
                .as(this::toString)
                .isLessThanOrEqualTo(1);
        assertThat(domains.values()).as(this::toString).containsAnyOf(Domain.RUNNING, Domain.PAUSED);
    }

    /** The work has ended, and the machine is where its record says, and nowhere else. */
    boolean isSettled() {
        Instance instance = instance();
        String host = instance.compute().orElse("");
        boolean runs = domains.get(host) == Domain.RUNNING || instance.status() == Instance.Status.ERROR;
        return work.isEmpty()
                && instance.workUnit().isEmpty()
                && runs
                && domains.keySet().equals(Set.of(host))
                && world.tasks.isEmpty();
    }

    @Override
    public String toString() {
        return domains + " " + instance().compute() + " " + instance().status() + " silent " + silent + "\n"
                + String.join("\n", history);
    }

    // --- orc

    private void orc() {
        Decision decision =
                work.map(open -> migrate.next(open, world)).orElseGet(() -> afterwards.next(MOVE, false, world));
        if (decision instanceof Decision.Act act) {
            history.add("orc " + act.step() + " "
                    + act.ops().stream()
                            .filter(op -> op.path().contains("/computes/"))
                            .toList());
            act.ops().forEach(this::apply);
        }
    }

    private void apply(Op op) {
        String path = op.path();
        if (path.equals(FakeWorld.PATHS.instance(MACHINE))) {
            Instance written = Json.read(((Op.Set) op).data(), Instance.class);
            world.instances.put(MACHINE, new Seen<>(written, ((Op.Set) op).version() + 1));
        } else if (path.equals(FakeWorld.PATHS.doneWorkUnit(MOVE))) {
            work = Optional.empty();
        } else if (path.equals(FakeWorld.PATHS.activeWorkUnit(MOVE)) && !(op instanceof Op.Delete)) {
            driven(op);
        } else if (path.contains("_tasks/") && path.contains("/computes/")) {
            task(op);
        }
    }

    private void driven(Op op) {
        byte[] data = op instanceof Op.Create create ? create.data() : ((Op.Set) op).data();
        boolean cancel = work.map(OpenWork::cancelAsked).orElse(false);
        work = Optional.of(new OpenWork(Json.read(data, WorkUnit.class), true, 1, cancel));
    }

    private void task(Op op) {
        if (op instanceof Op.Create create) {
            Task task = Json.read(create.data(), Task.class);
            String host = op.path().split("/", -1)[3];
            world.tasks.add(new SeenTask(host, op.path(), false, 0, world.now, record(task)));
        } else {
            world.tasks.removeIf(task -> task.path().equals(op.path()));
        }
    }

    private static TaskRecord record(Task task) {
        return new TaskRecord(
                task.id(),
                task.kind(),
                task.workUnit(),
                task.instance(),
                task.shard(),
                task.attempt(),
                task.consumes(),
                task.birthedOn(),
                Map.of(),
                task.starting(),
                task.end());
    }

    private Instance instance() {
        return world.instances.get(MACHINE).value();
    }

    // --- hosts

    private void toggle(String host) {
        history.add(host + (silent.contains(host) ? " returns" : " falls silent"));
        if (silent.remove(host)) {
            world.receiving("a", "b").table.remove("c");
            world.host(host);
            world.receiving("a", "b").table.remove("c");
            silent.forEach(other -> world.silent(other, Duration.ZERO));
        } else {
            silent.add(host);
            world.silent(host, Duration.ZERO);
        }
    }

    /** Goes on with one thing that it has to do. */
    private void daemon(String host) {
        if (silent.contains(host)) {
            return;
        }
        for (SeenTask mine : List.copyOf(begun)) {
            boolean there = world.tasks.stream().anyMatch(task -> task.path().equals(mine.path()));
            if (mine.host().equals(host) && !there) {
                begun.remove(mine);
                withdrawn(mine);
                return;
            }
        }
        world.tasks.stream()
                .filter(task -> task.host().equals(host) && !task.hasEnded())
                .findFirst()
                .ifPresent(task -> {
                    if (task.taken()) {
                        work(task);
                    } else {
                        String path =
                                FakeWorld.PATHS.activeTask(host, task.task().id());
                        SeenTask taken = new SeenTask(host, path, true, 0, task.since(), task.task());
                        world.tasks.set(world.tasks.indexOf(task), taken);
                        begun.add(taken);
                    }
                });
        if (instance().workUnit().isEmpty() && !host.equals(instance().compute().orElse("")) && idle(host)) {
            domains.remove(host); // its look at what is there
        }
    }

    private boolean idle(String host) {
        return world.tasks.stream().noneMatch(task -> task.host().equals(host))
                && begun.stream().noneMatch(task -> task.host().equals(host));
    }

    private void withdrawn(SeenTask task) {
        history.add(task.host() + " sees " + task.task().kind() + " withdrawn");
        boolean ours = instance().compute().filter(task.host()::equals).isPresent();
        if (task.task().kind() == TaskKind.RECEIVE && !ours) {
            domains.remove(task.host());
        }
    }

    private void work(SeenTask task) {
        switch (task.task().kind()) {
            case RECEIVE -> receive(task);
            case SEND -> send(task);
            default -> end(task, TaskEnd.State.SUCCEEDED);
        }
    }

    private void receive(SeenTask task) {
        String host = task.host();
        if (!task.task().starting()) {
            if (fails()) {
                domains.remove(host);
                end(task, TaskEnd.State.FAILED);
            } else {
                domains.putIfAbsent(host, Domain.DEFINED);
                replace(task, true, Optional.empty());
            }
        } else if (instance().compute().filter(host::equals).isPresent()) {
            if (fails()) {
                end(task, TaskEnd.State.FAILED);
            } else {
                assertThat(domains.get(host)).as(this::toString).isIn(Domain.PAUSED, Domain.RUNNING);
                domains.put(host, Domain.RUNNING);
                end(task, TaskEnd.State.SUCCEEDED);
            }
        }
    }

    private void send(SeenTask task) {
        if (!domains.containsKey(task.host())) {
            end(task, TaskEnd.State.SUCCEEDED);
        } else if (world.tasks.stream().anyMatch(other -> other.task().kind() == TaskKind.CANCEL)) {
            end(task, TaskEnd.State.CANCELLED);
        } else if (fails()) {
            end(task, TaskEnd.State.FAILED);
        } else {
            replace(task, true, Optional.empty());
        }
    }

    /** What was begun goes on between them, whatever becomes of the daemons. */
    private void hypervisors() {
        world.tasks.stream()
                .filter(task ->
                        task.task().kind() == TaskKind.SEND && task.task().starting() && !task.hasEnded())
                .findFirst()
                .filter(task -> domains.get(task.host()) == Domain.RUNNING)
                .ifPresent(task -> {
                    String to = task.host().equals("a") ? "b" : "a";
                    if (domains.get(to) == Domain.DEFINED) {
                        domains.put(to, Domain.PAUSED);
                        domains.remove(task.host());
                        history.add("it has left " + task.host());
                    }
                });
    }

    private boolean fails() {
        return !calm && random.nextInt(6) == 0;
    }

    private void end(SeenTask task, TaskEnd.State how) {
        Optional<Problem> why = how == TaskEnd.State.FAILED
                ? Optional.of(Problem.of("broken", "Broken", 500, "it broke", "mend it"))
                : Optional.empty();
        replace(task, task.task().starting(), Optional.of(TaskEnd.of(how, world.now, why)));
        begun.removeIf(mine -> mine.path().equals(task.path()));
    }

    private void replace(SeenTask task, boolean starting, Optional<TaskEnd> end) {
        TaskRecord t = task.task();
        history.add(task.host() + " " + t.kind() + " starting " + starting + " "
                + end.map(how -> how.state().text()).orElse(""));
        TaskRecord changed = new TaskRecord(
                t.id(),
                t.kind(),
                t.workUnit(),
                t.instance(),
                t.shard(),
                t.attempt(),
                t.consumes(),
                Optional.of(t.birthedOn().orElse(world.now)),
                Map.of(),
                starting,
                end);
        world.tasks.set(
                world.tasks.indexOf(task),
                new SeenTask(task.host(), task.path(), true, task.version() + 1, task.since(), changed));
    }
}
