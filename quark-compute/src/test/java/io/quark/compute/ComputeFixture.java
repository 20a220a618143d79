package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.fault.CrashPoints;
import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf.Ratios;
import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.Commit;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.HypervisorKind;
import io.quark.compute.config.SimConfig;
import io.quark.compute.follow.Following;
import io.quark.compute.host.HostParts;
import io.quark.compute.host.Hosts;
import io.quark.compute.host.SimHosts;
import io.quark.compute.host.StateDirectory;
import io.quark.compute.keep.KeeperMetrics;
import io.quark.compute.presence.SelfFacts;
import io.quark.compute.sim.SimHost;
import io.quark.compute.step.Loop;
import io.quark.compute.task.TaskMetrics;
import io.quark.compute.testing.Machines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A simulated compute {@code c1} on a real ZooKeeper, and what orc would do to it. It can be killed and started again. */
final class ComputeFixture implements AutoCloseable {

    static final String HOST = Machines.COMPUTE;
    private static final int SESSION_MILLIS = 10_000;

    /** With a real guest, on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ZooKeeperFixture zooKeeper;
    private final Path state;
    private final Paths paths;
    private final ZooKeeperSession orc;
    private SimConfig sim = SimConfig.DEFAULTS;
    private HostsMaker hostsMaker = SimHosts::open;
    private int parallel = 8;
    private int cpuRatio = 1;
    private Running running;
    private Optional<ZooKeeperSession> dead = Optional.empty();

    /** Thrown where a killed process would be no more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Makes what the compute works with. */
    interface HostsMaker {
        Hosts open(ComputeConfig config, StateDirectory directory, String tree) throws IOException;
    }

    private record Running(
            ComputeProcess process,
            Loop loop,
            Hosts hosts,
            LiveTreeView view,
            ZooKeeperSession session,
            StateDirectory directory,
            Points points) {}

    /** Where it is killed, and where it has been. */
    private static final class Points {
        private final List<String> reached = new CopyOnWriteArrayList<>();
        private volatile String crash;

        Points(String crash) {
            this.crash = crash;
        }
    }

    /** In a tree that is there already. */
    ComputeFixture(ZooKeeperFixture zooKeeper, Path state, Paths paths) {
        this.zooKeeper = zooKeeper;
        this.state = state;
        this.paths = paths;
        this.orc = zooKeeper.session();
    }

    /** In a tree of its own. */
    ComputeFixture(ZooKeeperFixture zooKeeper, Path state) {
        this(zooKeeper, state, new TreeLayout(zooKeeper.session(), zooKeeper.freshRoot(), Clock.systemUTC()).ensure());
    }

    /** What each step of the simulation takes. */
    ComputeFixture stepsTaking(int millis) {
        sim = new SimConfig(
                1,
                sim.prefix(),
                millis,
                0,
                1,
                sim.failRate(),
                sim.failHosts(),
                sim.ram(),
                sim.cpu(),
                sim.storage(),
                true);
        return this;
    }

    /** Works with something else than a simulation. */
    ComputeFixture on(HostsMaker maker) {
        hostsMaker = maker;
        return this;
    }

    ComputeFixture everyStepFailing() {
        sim = new SimConfig(
                1, sim.prefix(), sim.stepMs(), 0, 1, 0, List.of(HOST), sim.ram(), sim.cpu(), sim.storage(), true);
        return this;
    }

    ComputeFixture worksOnAtOnce(int tasks) {
        parallel = tasks;
        return this;
    }

    /** Promises each of the host's processors to so many. */
    ComputeFixture promisingEachCpu(int times) {
        cpuRatio = times;
        return this;
    }

    ComputeFixture start() {
        startUntil("");
        return this;
    }

    /** Starts it; later it is killed when it comes to that point. */
    void startUntil(String crashPoint) {
        running = open(crashPoint, "machine-of-this-test");
        // A libvirtd that was just started first looks at what its QEMU can do, which takes long on a busy machine.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> running.process().isStarted());
        // It stood until here, as that of a process that was killed does; many of them would only take time.
        dead.ifPresent(session -> Loop.ignore(CompletableFuture.runAsync(session::close)));
        dead = Optional.empty();
    }

    /** Starts it as another machine would, and returns what comes of that. */
    CompletableFuture<Void> startOnAnotherMachine() {
        running = open("", "another-machine");
        return running.process().start();
    }

    private Running open(String crashPoint, String machineId) {
        try {
            StateDirectory directory = StateDirectory.lock(state);
            ComputeConfig config = config();
            Hosts hosts = hostsMaker.open(config, directory, Machines.TREE);
            ZooKeeperSession session = zooKeeper.session(SESSION_MILLIS);
            LiveTreeView view = LiveTreeView.open("c1", session, List.of(paths.compute(HOST)));
            Loop loop = new Loop("compute-under-test");
            Points points = new Points(crashPoint);
            CrashPoints crashPoints = point -> {
                points.reached.add(point);
                if (point.equals(points.crash)) {
                    loop.close();
                    hosts.close();
                    throw new Killed();
                }
            };
            Alive alive = new Alive(Ids.fresh(), machineId, 1, Instant.now().truncatedTo(ChronoUnit.MILLIS));
            SelfFacts facts = new SelfFacts(
                    HOST,
                    Map.of(),
                    Optional.empty(),
                    new Ratios(1, cpuRatio, 1),
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
            ComputeProcess process = new ComputeProcess(
                    loop,
                    new ComputeProcess.Setting(
                            Clock.systemUTC(),
                            paths,
                            session,
                            new GroupCommitter(session)::commit,
                            view,
                            new LookingKey(session, paths, Clock.systemUTC()),
                            new Following(session, loop, Following.LINGER),
                            Machines.TREE,
                            alive,
                            Duration.ofMillis(500),
                            TaskMetrics.NONE,
                            KeeperMetrics.NONE,
                            crashPoints),
                    hosts,
                    Map.of(
                            HOST,
                            new ComputeDaemon.Settings(
                                    facts, "test", parallel, Duration.ofMillis(200), Duration.ofMillis(300))));
            Running opened = new Running(process, loop, hosts, view, session, directory, points);
            if (machineId.startsWith("machine")) {
                var unused = process.start();
            }
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ComputeConfig config() {
        ComputeConfig standard = ComputeConfig.DEFAULTS;
        return new ComputeConfig(
                HOST,
                standard.admin(),
                standard.log(),
                standard.fault(),
                standard.endpoint(),
                "",
                standard.zookeeper(),
                HypervisorKind.SIM,
                standard.libvirt(),
                sim,
                standard.net(),
                standard.storage(),
                state.toString(),
                state.toString(),
                standard.reserved(),
                standard.ratios(),
                Map.of(),
                "",
                1_000_000,
                parallel,
                1,
                0,
                "");
    }

    /** Tells the daemon that runs where it is killed. */
    void crashAt(String crashPoint) {
        running.points().crash = crashPoint;
    }

    /** The points to which the daemon that runs has come, in that order, each as often as it was there. */
    List<String> reached() {
        return List.copyOf(running.points().reached);
    }

    /** Ends it as kill -9 does: nothing is tidied, and its session stands until its time is over. */
    void kill() throws IOException {
        running.loop().close();
        running.hosts().close();
        running.view().close();
        running.directory().close();
        dead = Optional.of(running.session());
    }

    /** Whether it has come to the point where it is killed. */
    boolean isKilled() {
        return running.loop().isClosed();
    }

    void expireSession() {
        zooKeeper.expire(running.session());
    }

    SimHost host() {
        return host(HOST);
    }

    /** Another host of the same simulation; no daemon looks after it. */
    SimHost host(String name) {
        return ((SimHosts) running.hosts()).simulated(name);
    }

    /** What the daemon works with, as it is just now. */
    HostParts parts() {
        return running.hosts().host(HOST);
    }

    ComputeProcess process() {
        return running.process();
    }

    /** Places a build of 256 MiB, and its instance, as orc does. */
    Task placeBuild() {
        return placeBuild(Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of()), 1);
    }

    Task placeBuild(Machine machine, long epoch) {
        Task task = task(TaskKind.BUILD, machine.instance(), Optional.of(machine), epoch);
        Commit placed = commit(
                Op.create(
                        paths.instance(machine.instance()),
                        Machines.instance(machine, Optional.of(HOST), Instant.now())),
                Op.create(paths.nextTask(HOST, task.id()), task));
        assertThat(placed).isInstanceOf(Commit.Committed.class);
        return task;
    }

    Task placeUpdate(Machine machine) {
        Task task = Task.placed(
                Ids.fresh(),
                TaskKind.UPDATE_NICS,
                Ids.fresh(),
                machine.instance(),
                0,
                1,
                1,
                Resources.NONE,
                Optional.of(machine));
        assertThat(commit(Op.create(paths.nextTask(HOST, task.id()), task))).isInstanceOf(Commit.Committed.class);
        return task;
    }

    /** Places whatever else a machine is asked. */
    Task place(TaskKind kind, String instance, Optional<Machine> machine, Optional<TaskDetail> detail) {
        Task task = Task.placed(Ids.fresh(), kind, Ids.fresh(), instance, 0, 1, 1, Resources.NONE, machine, detail);
        assertThat(commit(Op.create(paths.nextTask(HOST, task.id()), task))).isInstanceOf(Commit.Committed.class);
        return task;
    }

    /** Places what needs no more to be said. */
    Task place(TaskKind kind, String instance) {
        return place(kind, instance, Optional.empty(), Optional.empty());
    }

    /** Places a stop or a reboot. */
    Task place(TaskKind kind, String instance, boolean force, int deadlineS) {
        return place(kind, instance, Optional.empty(), Optional.of(new TaskDetail.Power(force, deadlineS)));
    }

    Task placeDelete(String instance) {
        Task task = task(TaskKind.DELETE, instance, Optional.empty(), 1);
        assertThat(commit(Op.create(paths.nextTask(HOST, task.id()), task))).isInstanceOf(Commit.Committed.class);
        return task;
    }

    /** Takes an active task back, if it still has that version. */
    Commit withdraw(Task task) {
        Node node = node(paths.activeTask(HOST, task.id())).orElseThrow();
        return commit(Op.delete(node.path(), node.version()));
    }

    /** Writes the record of an instance that is placed there. */
    void recordInstance(Machine machine, String compute) {
        commit(Op.create(
                paths.instance(machine.instance()), Machines.instance(machine, Optional.of(compute), Instant.now())));
    }

    Commit commit(Op... ops) {
        return orc.commit(Transaction.of(ops)).join();
    }

    Optional<Task> active(Task task) {
        return node(paths.activeTask(HOST, task.id())).map(node -> node.as(Task.class));
    }

    Optional<Managed> managed(String instance) {
        return node(paths.managed(HOST, instance)).map(node -> node.as(Managed.class));
    }

    /** Waits until it has ended, and tells how. */
    TaskEnd awaitEnd(Task task) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> active(task).filter(Task::hasEnded).isPresent());
        return active(task).orElseThrow().end().orElseThrow();
    }

    Optional<Node> node(String path) {
        return orc.read(List.of(path)).join().get(0);
    }

    /** The names of a node's children. */
    Set<String> children(String path) {
        return Set.copyOf(orc.list(List.of(path)).join().get(0).orElse(List.of()));
    }

    Paths paths() {
        return paths;
    }

    /** Deletes every machine that is still here, so that nothing of it is left on the real host. */
    void deleteAll() {
        if (running == null) {
            return;
        }
        for (String id : children(paths.managing(HOST))) {
            if (managed(id).filter(Managed::isMachine).isPresent()) {
                awaitEnd(placeDelete(id));
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (running != null) {
            running.process().close();
            kill();
        }
    }

    private static Task task(TaskKind kind, String instance, Optional<Machine> machine, long epoch) {
        return Task.placed(
                Ids.fresh(),
                kind,
                Ids.fresh(),
                instance,
                0,
                epoch,
                1,
                machine.map(Machine::consumes).orElse(Resources.NONE),
                machine);
    }
}
