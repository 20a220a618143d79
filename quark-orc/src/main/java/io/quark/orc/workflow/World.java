package io.quark.orc.workflow;

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
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetWork;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.qos.QosStatus;
import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.ManagedRecord;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.schedule.NetworkNeed;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a workflow may look at, as of one cut of the tree, with this process's own committed and proposed changes added
 * where capacity and addresses are concerned. Asking changes nothing, except that a {@link Plan.Planned} or a {@link NetStep.Act} counts as proposed
 * until it is settled or abandoned: whoever carries out the decision sees to that.
 */
public interface World {

    /** The server's time. */
    Instant now();

    /** Of the leader of the work unit's shard, which is this process. */
    long epoch(String workUnit);

    /** Whether a placement may be decided now; otherwise {@link Decision.Later} is the answer. */
    boolean placing();

    /** The tasks of a work unit, on all hosts. */
    List<SeenTask> tasksOf(String workUnit);

    HostSign sign(String host);

    /** What a host says of itself, if it has ever said so. */
    Optional<ComputeSelf> self(String host);

    /** Whether the host says that it looks after this machine. */
    boolean manages(String host, String instance);

    /** What the host says of a machine, or of a volume, that it looks after. */
    Optional<ManagedRecord> managed(String host, String instance);

    /** Why a host cannot take this beside what it has; whether it takes new machines does not matter. Empty if it can. */
    Optional<String> lacks(String host, PlacementRequest more);

    /** All that a task says, for what {@link SeenTask} leaves out. Costs the reading of the record; empty if it cannot be read. */
    Optional<Task> whole(SeenTask task);

    /** Costs the reading of the record; where it is enough that there is one, ask {@link #hasInstance}. */
    Optional<Seen<Instance>> instance(String id);

    boolean hasInstance(String id);

    Optional<Seen<Image>> image(String id);

    Optional<Seen<Volume>> volume(String id);

    Optional<Seen<Snapshot>> snapshot(String id);

    Optional<Seen<Flavor>> flavor(String id);

    /** The parts of a group by their ids, with their ends; of one that has not ended it is empty. */
    Map<String, Optional<ChildEnd>> children(String group);

    /** Whether a group has its node in the tree. */
    boolean isGroup(String group);

    /** The id of what bears this name in its project. */
    Optional<String> named(String type, String project, String name);

    /** A work unit of any shard, unless it has ended. */
    Optional<OpenWork> open(String workUnit);

    /** Those of them that are about one thing: first those that have been begun, then the others in the order of their arrival. */
    List<OpenWork> openFor(String target);

    ScheduleAnswer schedule(PlacementRequest request);

    Plan planNics(NicsRequest request);

    /** What the networks of these interfaces ask of their host, with the QoS rules that they are under. */
    Set<NetworkNeed> networkNeeds(List<Nic> nics);

    /** Kbit/s that these interfaces are promised, by the policies that they are under. */
    long promisedKbps(List<Nic> nics);

    /** What says to other hosts where these interfaces are from now on, wherever they were before. */
    List<Op> place(List<Nic> nics, String instance, String host);

    /** Why a QoS policy may not become so, if something that is told of policies objects. */
    Optional<Problem> objection(QosPolicy policy);

    /**
     * The next step of a work unit that changes the network.
     *
     * @param hosts what came of telling the hosts, where that was the step before
     */
    NetStep planNet(OpenWork work, Optional<NetWork.Hosts> hosts);

    /** A QoS policy, if it is there. */
    Optional<Seen<QosPolicy>> qosPolicy(String id);

    /** How far the hosts are with a revision of it that it concerns. Costs as much as there are such hosts. */
    QosStatus qosStatus(String policy, int revision);

    /** Names of the hosts that give a sign of life. Costs as much as there are hosts. */
    List<String> liveHosts();

    /** What an audit of the tree has found; begun with the first call, empty until it is done. */
    Optional<List<Finding>> audit(String workUnit);

    /** Gives up what the interfaces of an instance own; ports that were there before it stay. */
    List<Op> releaseNics(Instance instance, String workUnit);
}
