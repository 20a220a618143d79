package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.fault.CrashPoints;
import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.compute.follow.Following;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.keep.Keeper;
import io.quark.compute.keep.KeeperMetrics;
import io.quark.compute.nic.NicsInMemory;
import io.quark.compute.nic.Regulation;
import io.quark.compute.nic.Wiring;
import io.quark.compute.sim.SimHost;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimStorage;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.step.Loop;
import io.quark.compute.testing.Machines;
import io.quark.compute.tree.Tree;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import io.quark.net.host.RecordingDriver.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The work of a simulated compute {@code c1} in a tree in memory. */
final class TaskBed implements AutoCloseable {

    static final String HOST = Machines.COMPUTE;
    private static final Resources CAPACITY = new Resources(1_000_000, 1_000, 1_000_000, 0);

    final FakeTree tree = new FakeTree();
    final Paths paths = tree.layOut("/quark");
    /** The compute's own. */
    final FakeTreeSession session = tree.session();

    /** How often each call of the driver still fails. */
    final Map<Call, Integer> failures = new ConcurrentHashMap<>();

    final RecordingDriver driver = new RecordingDriver(call -> failures.merge(call, -1, Integer::sum) >= 0);
    final SimWorld world;
    final SimHost host;
    final SimStorage storage;
    final TaskBoard board;
    final Intake intake;
    private final Loop loop = new Loop("task-bed");
    private final LiveTreeView view;
    private final Workplace workplace;
    private final Managing managing;
    private final Lanes lanes;

    TaskBed(int parallel) {
        this(parallel, UnaryOperator.identity());
    }

    /** @param seen what the compute sees of the tree */
    TaskBed(int parallel, UnaryOperator<TreeView> seen) {
        this(parallel, seen, HostChanges.NONE);
    }

    /** @param changes what the compute can do beside builds, deletes and updates of interfaces */
    TaskBed(int parallel, UnaryOperator<TreeView> seen, HostChanges changes) {
        this(parallel, seen, changes, Optional.empty());
    }

    /** @param shared the name under which other hosts have the compute's storage, if they do */
    TaskBed(int parallel, UnaryOperator<TreeView> seen, HostChanges changes, Optional<String> shared) {
        for (String path :
                List.of(paths.compute(HOST), paths.nextTasks(HOST), paths.activeTasks(HOST), paths.managing(HOST))) {
            tree.commit(Op.createEmpty(path));
        }
        try {
            world = SimWorld.open(SimWorld.Settings.IDEAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host = world.host(HOST);
        storage = world.storage(HOST, 1_000_000, shared);
        view = LiveTreeView.open("task-bed", session, List.of(paths.compute(HOST)));
        view.caughtUp().join();
        SessionWatch watch = new SessionWatch();
        Plugin plugin = new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.of(RecordingDriver.NAME));
        Tree reached = new Tree(
                loop,
                paths,
                session,
                seen.apply(view),
                session::commit,
                new LookingKey(session, paths, Clock.systemUTC()));
        Hypervisor hypervisor = new SimHypervisor(host, new SimHypervisor.Size(1_000_000, 1_000), HOST, Machines.TREE);
        Following following = new Following(session, loop, Following.LINGER);
        Workplace at = new Workplace(
                HOST,
                Machines.TREE,
                loop,
                Clock.systemUTC(),
                reached,
                hypervisor,
                storage,
                new Wiring(plugin, new NicsInMemory(), Runnable::run),
                new Keeper(
                        loop,
                        Clock.systemUTC(),
                        reached,
                        HOST,
                        following,
                        new Regulation(plugin, Runnable::run),
                        hypervisor,
                        KeeperMetrics.NONE),
                following,
                watch,
                BegunChanges.FORGOTTEN,
                TaskMetrics.NONE,
                CrashPoints.NONE);
        managing = new Managing(loop, at.tree(), HOST);
        lanes = new Lanes(loop);
        workplace = at;
        board = new TaskBoard(at, managing, lanes, changes, instance -> lookSoon());
        intake = new Intake(at, managing, board, parallel, () -> CAPACITY);
        view.listen(cut -> lookSoon());
        onLoop(() -> {
            watch.restored();
            return true;
        });
    }

    /** Compares the host with its records, and does away with what is not its own. */
    void reconcile() {
        Set<String> busy = onLoop(lanes::instances);
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        Reconciler reconciler = new Reconciler(workplace, managing, lanes, board::instances, (instance, status) -> {});
        loop.execute(() -> loop.when(reconciler.look(), (done, failure) -> looked.complete(true)));
        looked.join();
        await().until(() -> onLoop(() -> busy.containsAll(lanes.instances())));
    }

    /** Asks on the loop. */
    <T> T onLoop(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    /** Looks, and waits until it has looked. */
    void look() {
        onLoop(() -> {
            intake.look();
            return true;
        });
    }

    /** Places a build, and waits until the view shows it. */
    Task place() {
        Task task = build();
        tree.commit(Op.create(paths.nextTask(HOST, task.id()), task));
        view.caughtUp().join();
        return task;
    }

    /** Places an update of a machine's interfaces. */
    Task placeUpdate(Machine machine) {
        return placed(TaskKind.UPDATE_NICS, machine.instance(), Optional.of(machine));
    }

    Task placeDelete(String instance) {
        return placed(TaskKind.DELETE, instance, Optional.empty());
    }

    /** A task that makes a machine another one. */
    static Task task(TaskKind kind, Machine machine, TaskDetail detail) {
        return Task.placed(
                Ids.fresh(),
                kind,
                Ids.fresh(),
                machine.instance(),
                0,
                1,
                1,
                Resources.NONE,
                Optional.of(machine),
                Optional.of(detail));
    }

    Task placed(Task task) {
        tree.commit(Op.create(paths.nextTask(HOST, task.id()), task));
        return task;
    }

    private Task placed(TaskKind kind, String instance, Optional<Machine> machine) {
        return place(kind, instance, machine, Optional.empty());
    }

    /** Places whatever else a machine is asked. */
    Task place(TaskKind kind, String instance, Optional<Machine> machine, Optional<TaskDetail> detail) {
        Task task = Task.placed(Ids.fresh(), kind, Ids.fresh(), instance, 0, 1, 1, Resources.NONE, machine, detail);
        tree.commit(Op.create(paths.nextTask(HOST, task.id()), task));
        return task;
    }

    /** Builds a machine with two NICs. */
    Machine built() {
        Machine machine =
                Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(Machines.nic(1), Machines.nic(2)));
        Task build = placeBuild(machine);
        awaitEnd(build, TaskEnd.State.SUCCEEDED);
        return machine;
    }

    Task placeBuild(Machine machine) {
        Task build = Task.placed(
                Ids.fresh(),
                TaskKind.BUILD,
                Ids.fresh(),
                machine.instance(),
                0,
                1,
                1,
                machine.consumes(),
                Optional.of(machine));
        tree.commit(Op.create(paths.nextTask(HOST, build.id()), build));
        return build;
    }

    /** Lets an earlier life of the daemon have taken that task. */
    Task taken(Task task) {
        tree.commit(Op.create(paths.activeTask(HOST, task.id()), task));
        view.caughtUp().join();
        return task;
    }

    Optional<Managed> managed(String instance) {
        return tree.node(paths.managed(HOST, instance)).map(node -> node.as(Managed.class));
    }

    static Task build() {
        return build(Ids.fresh());
    }

    /** The build of a new machine by the task of that id. */
    static Task build(String id) {
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of());
        return Task.placed(
                id, TaskKind.BUILD, Ids.fresh(), machine.instance(), 0, 1, 1, machine.consumes(), Optional.of(machine));
    }

    Optional<Task> active(Task task) {
        return tree.node(paths.activeTask(HOST, task.id())).map(node -> node.as(Task.class));
    }

    /** Waits until it has ended that way. */
    void awaitEnd(Task task, TaskEnd.State how) {
        await().until(() -> active(task).filter(Task::hasEnded).isPresent());
        assertThat(active(task).orElseThrow().end().orElseThrow().state()).isEqualTo(how);
    }

    @Override
    public void close() {
        loop.close();
        view.close();
        session.close();
        world.close();
    }

    private void lookSoon() {
        loop.execute(() -> intake.look());
    }
}
