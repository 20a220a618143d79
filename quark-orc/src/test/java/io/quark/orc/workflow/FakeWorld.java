package io.quark.orc.workflow;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Boot;
import io.quark.common.model.ChildEnd;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Finding;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Resources;
import io.quark.common.model.Snapshot;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetWork;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.qos.HostReport;
import io.quark.net.qos.QosConvergence;
import io.quark.net.qos.QosStatus;
import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.ManagedRecord;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.cluster.TaskRecord;
import io.quark.orc.schedule.HostDisks;
import io.quark.orc.schedule.HostFacts;
import io.quark.orc.schedule.HostTable;
import io.quark.orc.schedule.Hosts;
import io.quark.orc.schedule.NetworkNeed;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A world in which a test says what is to be seen. One build is the subject of most tests. */
final class FakeWorld implements World {

    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Paths PATHS = new Paths("/quark", 16);
    static final Rules RULES =
            new Rules(Duration.ofSeconds(30), Duration.ofSeconds(600), Duration.ZERO, Rules.MAX_ATTEMPTS);
    static final String BUILD = Ids.derived("a build");
    static final String MACHINE = Ids.inShard(Ids.derived("an instance"), PATHS.shardOf(BUILD), 16);

    Instant now = START;
    int instancesRead = 0;
    boolean placing = true;
    long promised = 0;
    Optional<Problem> objection = Optional.empty();
    Plan plan = new Plan.Planned(List.of(), List.of(Op.createEmpty("/claims")), 7);
    NetStep netStep = new NetStep.Act(List.of(), new NetStep.Next.End(Map.of()), List.of(), 0);
    /** Instead of {@link #plan}. */
    Optional<Function<NicsRequest, Plan>> planner = Optional.empty();

    Optional<Function<Instance, List<Op>>> releaser = Optional.empty();
    Optional<NetWork.Hosts> lastHosts = Optional.empty();
    final Map<String, Seen<QosPolicy>> qosPolicies = new HashMap<>();
    final Map<String, Integer> boundNetworks = new HashMap<>();
    final Map<String, Applied> applied = new LinkedHashMap<>();
    final HostTable table = new HostTable();
    final Map<String, HostSign> signs = new HashMap<>();
    final List<SeenTask> tasks = new ArrayList<>();
    final Map<String, Seen<Instance>> instances = new HashMap<>();
    final Map<String, Seen<Image>> images = new HashMap<>();
    final Map<String, String> names = new HashMap<>();
    final Set<String> managed = new TreeSet<>();
    /** By host and id, as {@link #managed}. */
    final Map<String, ManagedRecord> machines = new HashMap<>();

    final Map<String, ComputeSelf> selves = new HashMap<>();
    /** What a host lacks, by its name. */
    final Map<String, String> lacking = new HashMap<>();

    final Map<String, Task> whole = new HashMap<>();
    final Map<String, Seen<Volume>> volumes = new HashMap<>();
    final Map<String, Seen<Snapshot>> snapshots = new HashMap<>();
    final Map<String, Seen<Flavor>> flavors = new HashMap<>();
    final Map<String, Map<String, Optional<ChildEnd>>> groups = new HashMap<>();
    final Map<String, OpenWork> open = new LinkedHashMap<>();
    Optional<List<Finding>> audit = Optional.empty();

    FakeWorld() {
        host("a");
        host("b");
        host("c");
    }

    // --- making the world

    FakeWorld host(String name) {
        table.put(Hosts.ready(name), Hosts.BIG);
        signs.put(name, new HostSign(true, Optional.empty()));
        return this;
    }

    /** These hosts, and no others, take machines from each other. */
    FakeWorld receiving(String... names) {
        List.of("a", "b", "c").forEach(name -> table.put(Hosts.ready(name), Hosts.BIG));
        for (String name : names) {
            table.put(Hosts.receiving(name), Hosts.BIG);
            selves.put(name, self(name, Optional.empty()));
        }
        return this;
    }

    /** Their machines' disks lie on one storage. */
    FakeWorld sharing(String storage, String... names) {
        for (String name : names) {
            keep(name, new HostDisks(Optional.of(storage), Set.of()));
        }
        return this;
    }

    /** Volumes can lie in these storage pools there. */
    FakeWorld pools(String name, String... pools) {
        Optional<String> shared = Optional.ofNullable(selves.get(name)).flatMap(ComputeSelf::sharedStorage);
        keep(name, new HostDisks(shared, Set.of(pools)));
        return this;
    }

    private void keep(String name, HostDisks disks) {
        boolean alive =
                signs.getOrDefault(name, new HostSign(true, Optional.empty())).alive();
        HostFacts.Condition condition = alive ? HostFacts.Condition.READY : HostFacts.Condition.DOWN;
        selves.put(name, self(name, disks.shared()));
        table.put(Hosts.keeping(name, condition, disks), Hosts.BIG);
    }

    private static ComputeSelf self(String name, Optional<String> sharedStorage) {
        return new ComputeSelf(
                name,
                Hosts.BIG.ram(),
                Hosts.BIG.cpu(),
                Hosts.BIG.storage(),
                ComputeSelf.NetworkFacts.of(0),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:" + name, "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                Optional.empty(),
                Optional.of("qemu+tcp://" + name + "/system"),
                sharedStorage);
    }

    /** A volume that the machine has. */
    static Volume attached(VolumeDisk disk, String host) {
        return new Volume(
                disk.id(),
                "data",
                "acme",
                disk.size(),
                disk.pool(),
                Optional.of(host),
                Optional.of(MACHINE),
                Optional.of(disk.device()),
                Volume.Status.ATTACHED,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                START);
    }

    /** Its sign of life went so long ago. */
    FakeWorld silent(String host, Duration since) {
        table.put(Hosts.in(Hosts.ready(host), HostFacts.Condition.DOWN), Hosts.BIG);
        signs.put(host, new HostSign(true, Optional.of(now.minus(since))));
        return this;
    }

    FakeWorld only(String host) {
        List.of("a", "b", "c").stream().filter(name -> !name.equals(host)).forEach(table::remove);
        return this;
    }

    static InstanceSpec spec() {
        return InstanceSpec.plain(
                "web-1",
                512,
                1,
                1024,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of("role", "web"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static final Boot BOOT = new Boot(Optional.empty(), List.of(), Optional.empty());

    static OpenWork asked(String id, WorkRequest request, Target target) {
        return new OpenWork(
                WorkUnit.accepted(id, "acme", target, request, Optional.empty(), START.minusMillis(40)),
                false,
                3,
                false);
    }

    static OpenWork newBuild() {
        return asked(BUILD, new BuildInstance(spec(), BOOT), new Target("instance", MACHINE, "web-1"));
    }

    static OpenWork cancelled(OpenWork work) {
        return new OpenWork(work.unit(), work.taken(), work.version(), true);
    }

    /** The build as it is after so many placements, the last one on this host. */
    OpenWork placedOn(String host, int attempt) {
        WorkUnit unit = newBuild()
                .unit()
                .change()
                .running(START)
                .attempts(attempt)
                .placement(Optional.of(new WorkUnit.Placement(host, Machines.taskId(BUILD, attempt, TaskKind.BUILD))))
                .steps(List.of(new WorkUnit.Step("place", "orc", START, 40)), Steps.OF_BUILD)
                .build();
        instances.put(MACHINE, new Seen<>(instance(host, Instance.Status.BUILDING, Optional.of(BUILD)), 5));
        return new OpenWork(unit, true, 4, false);
    }

    static Instance instance(String host, Instance.Status status, Optional<String> workUnit) {
        return Instance.building(MACHINE, "acme", spec(), BOOT, host, List.of(), BUILD, START, 0)
                .change()
                .workUnit(workUnit)
                .status(status)
                .build();
    }

    // --- tasks

    SeenTask task(String workUnit, TaskKind kind, String host, int attempt, boolean taken, boolean starting) {
        String id = Machines.taskId(workUnit, attempt, kind);
        TaskRecord record = new TaskRecord(
                id,
                kind,
                workUnit,
                MACHINE,
                PATHS.shardOf(workUnit),
                attempt,
                Resources.NONE,
                taken ? Optional.of(START) : Optional.empty(),
                Map.of(),
                starting,
                Optional.empty());
        String path = taken ? PATHS.activeTask(host, id) : PATHS.nextTask(host, id);
        return new SeenTask(host, path, taken, 2, START, record);
    }

    SeenTask waiting(String host, int attempt) {
        return added(task(BUILD, TaskKind.BUILD, host, attempt, false, false));
    }

    SeenTask taken(String host, int attempt) {
        return added(task(BUILD, TaskKind.BUILD, host, attempt, true, false));
    }

    SeenTask pastTheGate(String host, int attempt) {
        return added(task(BUILD, TaskKind.BUILD, host, attempt, true, true));
    }

    SeenTask ended(String host, int attempt, TaskEnd.State how) {
        return added(ended(task(BUILD, TaskKind.BUILD, host, attempt, true, true), how));
    }

    static SeenTask ended(SeenTask task, TaskEnd.State how) {
        TaskRecord t = task.task();
        Optional<Problem> problem = how == TaskEnd.State.SUCCEEDED
                ? Optional.empty()
                : Optional.of(Problem.of("disk-full", "No room", 507, "the disk is full", "make room"));
        TaskRecord ended = new TaskRecord(
                t.id(),
                t.kind(),
                t.workUnit(),
                t.instance(),
                t.shard(),
                t.attempt(),
                t.consumes(),
                t.birthedOn(),
                Map.of(
                        "define",
                        new StepRecord(START.plusSeconds(2), 120),
                        "start",
                        new StepRecord(START.plusSeconds(1), 80)),
                t.starting(),
                Optional.of(TaskEnd.of(how, START.plusSeconds(3), problem)));
        return new SeenTask(task.host(), task.path(), task.taken(), 9, task.since(), ended);
    }

    SeenTask added(SeenTask task) {
        tasks.add(task);
        return task;
    }

    // --- World

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long epoch(String workUnit) {
        return 11;
    }

    @Override
    public boolean placing() {
        return placing;
    }

    @Override
    public List<SeenTask> tasksOf(String workUnit) {
        return tasks.stream()
                .filter(task -> task.task().workUnit().equals(workUnit))
                .toList();
    }

    @Override
    public HostSign sign(String host) {
        return signs.getOrDefault(host, new HostSign(false, Optional.empty()));
    }

    @Override
    public Optional<ComputeSelf> self(String host) {
        return Optional.ofNullable(selves.get(host));
    }

    @Override
    public boolean manages(String host, String instance) {
        return managed.contains(host + "/" + instance) || machines.containsKey(host + "/" + instance);
    }

    @Override
    public Optional<ManagedRecord> managed(String host, String instance) {
        return Optional.ofNullable(machines.get(host + "/" + instance));
    }

    @Override
    public Optional<String> lacks(String host, PlacementRequest more) {
        return Optional.ofNullable(lacking.get(host));
    }

    @Override
    public Optional<Task> whole(SeenTask task) {
        return Optional.ofNullable(whole.get(task.task().id()));
    }

    @Override
    public Optional<Seen<Volume>> volume(String id) {
        return Optional.ofNullable(volumes.get(id));
    }

    @Override
    public Optional<Seen<Snapshot>> snapshot(String id) {
        return Optional.ofNullable(snapshots.get(id));
    }

    @Override
    public Optional<Seen<Flavor>> flavor(String id) {
        return Optional.ofNullable(flavors.get(id));
    }

    @Override
    public boolean isGroup(String group) {
        return groups.containsKey(group);
    }

    @Override
    public Map<String, Optional<ChildEnd>> children(String group) {
        return groups.getOrDefault(group, Map.of());
    }

    @Override
    public boolean hasInstance(String id) {
        return instances.containsKey(id);
    }

    @Override
    public Optional<Seen<Instance>> instance(String id) {
        instancesRead++;
        return Optional.ofNullable(instances.get(id));
    }

    @Override
    public Optional<Seen<Image>> image(String id) {
        return Optional.ofNullable(images.get(id));
    }

    @Override
    public Optional<String> named(String type, String project, String name) {
        return Optional.ofNullable(names.get(type + "/" + project + "/" + name));
    }

    @Override
    public Optional<OpenWork> open(String workUnit) {
        return Optional.ofNullable(open.get(workUnit));
    }

    @Override
    public List<OpenWork> openFor(String target) {
        return open.values().stream()
                .filter(work -> work.target().equals(target))
                .toList();
    }

    @Override
    public ScheduleAnswer schedule(PlacementRequest request) {
        return Scheduler.place(request, table);
    }

    @Override
    public Plan planNics(NicsRequest request) {
        return planner.map(of -> of.apply(request)).orElse(plan);
    }

    @Override
    public Set<NetworkNeed> networkNeeds(List<Nic> nics) {
        return nics.stream()
                .map(nic -> NetworkNeed.of(nic.network(), Set.of()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long promisedKbps(List<Nic> nics) {
        return promised;
    }

    @Override
    public List<Op> place(List<Nic> nics, String instance, String host) {
        return nics.stream()
                .map(nic -> Op.createEmpty("/place/" + nic.port() + "/" + host))
                .toList();
    }

    @Override
    public Optional<Problem> objection(QosPolicy policy) {
        return objection;
    }

    @Override
    public NetStep planNet(OpenWork work, Optional<NetWork.Hosts> hosts) {
        lastHosts = hosts;
        return netStep;
    }

    @Override
    public Optional<Seen<QosPolicy>> qosPolicy(String id) {
        return Optional.ofNullable(qosPolicies.get(id));
    }

    @Override
    public QosStatus qosStatus(String policy, int revision) {
        return new QosConvergence(policy, revision, true, boundNetworks)
                .of(applied.entrySet().stream()
                        .map(host -> new HostReport(
                                host.getKey(),
                                sign(host.getKey()).alive(),
                                sign(host.getKey()).silentSince(),
                                host.getValue()))
                        .toList());
    }

    @Override
    public List<String> liveHosts() {
        return signs.entrySet().stream()
                .filter(host -> host.getValue().alive())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<List<Finding>> audit(String workUnit) {
        return audit;
    }

    @Override
    public List<Op> releaseNics(Instance instance, String workUnit) {
        return releaser.map(of -> of.apply(instance)).orElse(List.of(Op.delete("/addresses", 1)));
    }
}
