package io.quark.orc.workflow;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Instance;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.HostsJob;
import io.quark.net.alloc.NetStep.Next;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Work units that change nothing by themselves: they see to it that hosts have a QoS policy in force. */
final class QosJobs {

    static final String TYPE = "qos_policy";

    /** In the result of the work unit that asked for a job. */
    private static final String JOB = "qos_work_unit";

    private final Moves moves;

    QosJobs(Moves moves) {
        this.moves = moves;
    }

    /**
     * Adds a job to the step that asks for it.
     *
     * @param nics interfaces that change with the step: their hosts are to have the policy; none: those that follow the network
     * @return what goes into the result of the work unit that asks
     */
    Map<String, String> begin(ActBuilder act, HostsJob job, List<ChangedNic> nics, OpenWork work, World world) {
        String id = Ids.inShard(
                Ids.derived(work.id(), JOB, job.policy()),
                moves.paths().shardOf(job.policy()),
                moves.paths().shards());
        String name = world.qosPolicy(job.policy())
                .map(Seen::value)
                .map(QosPolicy::name)
                .orElse(job.policy());
        List<String> hosts = nics.stream()
                .map(ChangedNic::instance)
                .distinct()
                .flatMap(instance -> world.instance(instance).stream())
                .map(Seen::value)
                .map(Instance::compute)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
        WorkUnit unit = WorkUnit.accepted(
                id,
                work.unit().project(),
                new Target(TYPE, job.policy(), name),
                new CreateQosPolicy(Optional.empty(), hosts),
                Optional.empty(),
                world.now());
        act.ops(Op.create(moves.paths().nextWorkUnit(id), unit));
        return Map.of(JOB, id);
    }

    /** The policy as a step would make it, or give it other rules. */
    static Optional<QosPolicy> proposed(OpenWork work, NetStep.Act step, Paths paths, World world) {
        WorkRequest request = work.unit().request().orElse(null);
        if (!(request instanceof CreateQosPolicy
                || request instanceof UpdateQosPolicy
                || request instanceof SyncQosPolicyRules)) {
            return Optional.empty();
        }
        String path = paths.qosPolicy(work.target());
        int standing = world.qosPolicy(work.target())
                .map(seen -> seen.value().revision())
                .orElse(0);
        return step.ops().stream()
                .filter(op -> op.path().equals(path))
                .flatMap(op -> data(op).stream())
                .map(data -> Json.read(data, QosPolicy.class))
                .filter(policy -> policy.revision() != standing)
                .findFirst();
    }

    private static Optional<byte[]> data(Op op) {
        if (op instanceof Op.Create create) {
            return Optional.of(create.data());
        }
        return op instanceof Op.Set set ? Optional.of(set.data()) : Optional.empty();
    }

    /** Whether it is a job that only sees to it that hosts follow. */
    static boolean recordsNothing(OpenWork work) {
        return work.unit().request().orElse(null) instanceof CreateQosPolicy create
                && create.policy().isEmpty();
    }

    /** The first step of such a job. */
    Decision start(OpenWork work, QosFollow follow, World world) {
        Optional<QosPolicy> policy = world.qosPolicy(work.target()).map(Seen::value);
        if (policy.isEmpty()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.fail(
                            work, work.unit().change(), Problems.gone("QoS policy", work.target()), world.now()))
                    .build();
        }
        Next.AwaitHosts await = new Next.AwaitHosts(
                work.target(),
                policy.get().revision(),
                Map.of(TYPE, policy.get().id()));
        return Decision.act(Step.RECORD)
                .ops(follow.begin(work, await, Map.of(), world))
                .build();
    }

    /**
     * A job that came later, waits for the same hosts, and makes this one idle, which has not been begun. What changes something is never
     * idle.
     */
    static Optional<OpenWork> newer(OpenWork work, World world) {
        Optional<List<String>> hosts = waitsFor(work);
        if (work.taken() || hosts.isEmpty()) {
            return Optional.empty();
        }
        return world.openFor(work.target()).stream()
                .filter(other -> other.unit().kind().equals(work.unit().kind()) && isAfter(other.unit(), work.unit()))
                .filter(other -> waitsFor(other)
                        .filter(others -> covers(others, hosts.get()))
                        .isPresent())
                .findFirst();
    }

    private static boolean isAfter(WorkUnit one, WorkUnit other) {
        int order = one.createdAt().compareTo(other.createdAt());
        return order > 0 || (order == 0 && one.id().compareTo(other.id()) > 0);
    }

    /** All hosts that follow by themselves are not the same as some that are named: of those even the silent are waited for. */
    private static boolean covers(List<String> more, List<String> less) {
        return less.isEmpty() ? more.isEmpty() : more.containsAll(less);
    }

    /** Whether it is only there to wait for hosts, and for these: empty means all. */
    static Optional<List<String>> waitsFor(OpenWork work) {
        WorkRequest request = work.unit().request().orElse(null);
        if (request instanceof CreateQosPolicy create && create.policy().isEmpty()) {
            return Optional.of(create.hosts());
        }
        return request instanceof SyncQosPolicyRules sync
                        && sync.put().isEmpty()
                        && sync.remove().isEmpty()
                ? Optional.of(sync.hosts())
                : Optional.empty();
    }
}
