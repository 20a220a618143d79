package io.quark.orc.loop;

import io.quark.common.model.ChildEnd;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Finding;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Task;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetIndex;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetWork;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.alloc.Stripe;
import io.quark.net.qos.QosStatus;
import io.quark.orc.audit.Audits;
import io.quark.orc.cluster.ClusterIndex;
import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.ManagedRecord;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.qos.QosIndex;
import io.quark.orc.qos.QosListeners;
import io.quark.orc.schedule.NetworkNeed;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.Scheduler;
import io.quark.orc.workflow.OpenWork;
import io.quark.orc.workflow.Seen;
import io.quark.orc.workflow.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What workflows see: the indexes of the event thread, all as of the same cut. Not thread safe. */
final class LoopWorld implements World {

    private final Paths paths;
    private final ClusterIndex cluster;
    private final NetIndex net;
    private final QosIndex qos;
    private final QosListeners listeners;
    private final WorkBoard board;
    private final RecordShelf shelf;
    private final LedShards shards;
    private final Audits audits;
    private Instant now = Instant.EPOCH;
    private boolean placing = false;
    private Stripe stripe = Stripe.WHOLE;
    private Optional<Long> proposal = Optional.empty();

    LoopWorld(
            Paths paths,
            ClusterIndex cluster,
            NetIndex net,
            QosIndex qos,
            QosListeners listeners,
            WorkBoard board,
            RecordShelf shelf,
            LedShards shards,
            Audits audits) {
        this.paths = paths;
        this.cluster = cluster;
        this.net = net;
        this.qos = qos;
        this.listeners = listeners;
        this.board = board;
        this.shelf = shelf;
        this.shards = shards;
        this.audits = audits;
    }

    void now(Instant time) {
        now = time;
    }

    void placing(boolean allowed) {
        placing = allowed;
    }

    void stripe(Stripe own) {
        stripe = own;
    }

    /** What was proposed since the last call: to be settled or abandoned by the caller. */
    Optional<Long> takeProposal() {
        Optional<Long> last = proposal;
        proposal = Optional.empty();
        return last;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long epoch(String workUnit) {
        return shards.fence(paths.shardOf(workUnit))
                .orElseThrow(() -> new IllegalStateException("the shard of " + workUnit + " is not led here"))
                .epoch();
    }

    @Override
    public boolean placing() {
        return placing;
    }

    @Override
    public List<SeenTask> tasksOf(String workUnit) {
        return cluster.tasksOf(workUnit);
    }

    @Override
    public HostSign sign(String host) {
        return cluster.sign(host);
    }

    @Override
    public Optional<ComputeSelf> self(String host) {
        return cluster.self(host);
    }

    @Override
    public boolean manages(String host, String instance) {
        return cluster.manages(host, instance);
    }

    @Override
    public Optional<ManagedRecord> managed(String host, String instance) {
        return cluster.managed(host, instance);
    }

    @Override
    public Optional<String> lacks(String host, PlacementRequest more) {
        return cluster.lacks(host, more);
    }

    @Override
    public Optional<Task> whole(SeenTask task) {
        return shelf.task(task.path());
    }

    @Override
    public Optional<Seen<Volume>> volume(String id) {
        return shelf.volume(id);
    }

    @Override
    public Optional<Seen<Snapshot>> snapshot(String id) {
        return shelf.snapshot(id);
    }

    @Override
    public Optional<Seen<Flavor>> flavor(String id) {
        return shelf.flavor(id);
    }

    @Override
    public boolean isGroup(String group) {
        return shelf.isGroup(group);
    }

    @Override
    public Map<String, Optional<ChildEnd>> children(String group) {
        return shelf.children(group);
    }

    @Override
    public Optional<Seen<Instance>> instance(String id) {
        return shelf.instance(id);
    }

    @Override
    public boolean hasInstance(String id) {
        return shelf.exists(paths.instance(id));
    }

    @Override
    public Optional<Seen<Image>> image(String id) {
        return shelf.image(id);
    }

    @Override
    public Optional<String> named(String type, String project, String name) {
        return shelf.named(type, project, name);
    }

    @Override
    public Optional<OpenWork> open(String workUnit) {
        return board.open(workUnit);
    }

    @Override
    public List<OpenWork> openFor(String target) {
        return board.openFor(target);
    }

    @Override
    public ScheduleAnswer schedule(PlacementRequest request) {
        return Scheduler.place(request, cluster.table());
    }

    @Override
    public Plan planNics(NicsRequest request) {
        Plan plan = net.plan(request, now, stripe);
        if (plan instanceof Plan.Planned planned) {
            proposal = Optional.of(planned.proposal());
        }
        return plan;
    }

    @Override
    public Set<NetworkNeed> networkNeeds(List<Nic> nics) {
        return nics.stream()
                .map(nic -> NetworkNeed.of(
                        nic.network(),
                        qos.ruleSlots(nic.qosPolicy(), nic.network().id())))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long promisedKbps(List<Nic> nics) {
        return net.promisedKbps(nics);
    }

    @Override
    public List<Op> place(List<Nic> nics, String instance, String host) {
        return net.place(nics, instance, host, cluster.tunnel(host));
    }

    @Override
    public Optional<Problem> objection(QosPolicy policy) {
        return listeners.objection(policy);
    }

    @Override
    public NetStep planNet(OpenWork work, Optional<NetWork.Hosts> hosts) {
        WorkUnit unit = work.unit();
        NetStep step = net.next(new NetWork(
                unit.id(),
                unit.project(),
                unit.target(),
                unit.request().orElseThrow(),
                shelf.parts(unit.id(), work.parts()),
                work.taken(),
                hosts,
                now,
                stripe));
        if (step instanceof NetStep.Act act && act.proposal() != 0) {
            proposal = Optional.of(act.proposal());
        }
        return step;
    }

    @Override
    public Optional<Seen<QosPolicy>> qosPolicy(String id) {
        return qos.record(id).map(seen -> new Seen<>(seen.policy(), seen.version()));
    }

    @Override
    public QosStatus qosStatus(String policy, int revision) {
        return qos.status(policy, revision);
    }

    @Override
    public List<String> liveHosts() {
        return cluster.liveHosts();
    }

    @Override
    public Optional<List<Finding>> audit(String workUnit) {
        return audits.of(workUnit);
    }

    @Override
    public List<Op> releaseNics(Instance instance, String workUnit) {
        return net.release(instance.id(), instance.nics(), workUnit);
    }
}
