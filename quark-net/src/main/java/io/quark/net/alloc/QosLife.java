package io.quark.net.alloc;

import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosPolicy.State;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.qos.QosRules;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How QoS policies come and go. What is bound to one holds it by structure: its binding is a child, so that a policy to which something
 * was bound meanwhile cannot be removed.
 */
final class QosLife {

    /** What it is, for people. */
    static final String WHAT = "QoS policy";

    /** The name under which results tell its id. */
    static final String RESULT = "qos_policy";

    private static final String HOSTS = "hosts";
    private static final int FIRST_REVISION = 1;

    private final NetState state;
    private final Paths paths;
    private final Steps steps;
    private final Governance governance;

    QosLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
        this.governance = new Governance(state);
    }

    NetStep create(NetWork work, CreateQosPolicy asked) {
        if (asked.policy().isEmpty()) {
            return Steps.refused(QosRefusals.nothingToRecord());
        }
        QosPolicy policy = asked.policy().get();
        List<Fault> faults = QosRules.faults(policy);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid(WHAT, faults));
        }
        QosPolicy record = new QosPolicy(
                policy.id(),
                policy.name(),
                policy.project(),
                policy.description(),
                policy.shared(),
                policy.rules(),
                FIRST_REVISION,
                State.ACTIVE,
                policy.createdAt(),
                work.workUnit());
        String id = policy.id();
        return steps.step(
                Steps.end(RESULT, id),
                draft -> state.names().take(draft, Names.Kind.QOS_POLICY, policy.project(), policy.name(), id),
                Steps.add(() -> Stream.concat(
                        Stream.of(Op.create(paths.qosPolicy(id), record), Op.createEmpty(paths.qosBindings(id))),
                        buckets(id).map(Op::createEmpty))));
    }

    private Stream<String> buckets(String id) {
        return IntStream.range(0, Paths.BUCKETS_16).mapToObj(bucket -> paths.qosBindingBucket(id, bucket));
    }

    /** First the mark, by itself; when no host carries the policy any more, the record with all that is below it. */
    NetStep delete(NetWork work) {
        String id = work.target().id();
        Optional<QosPolicyState> known = state.qosPolicies().find(id);
        if (known.isEmpty()) {
            return Steps.part(List.of(), Steps.end(RESULT, id));
        }
        QosPolicyState policy = known.get();
        String name = policy.record().map(one -> one.record().name()).orElse(id);
        Holders bound = Holders.of(policy.bindings().entrySet().stream()
                .map(binding -> governance.describe(binding.getKey(), binding.getValue())));
        if (!bound.isEmpty()) {
            return Steps.takenBack(
                    StructureRefusals.held("qos-policy-in-use", WHAT + " '" + name + "'", bound, "it is bound to"),
                    back(work, policy));
        }
        Optional<Versioned<QosPolicy>> active =
                policy.record().filter(one -> one.record().state() == State.ACTIVE);
        if (active.isPresent()) {
            return steps.step(Steps.more(HOSTS), set(active.get(), State.DELETING, work));
        }
        if (work.hosts().isEmpty()) {
            return Steps.part(List.of(), Steps.more(HOSTS));
        }
        return work.hosts().get() == NetWork.Hosts.FAILED
                ? Steps.takenBack(QosRefusals.hostsFailed(name), back(work, policy))
                : remove(id, policy);
    }

    private List<Op> back(NetWork work, QosPolicyState policy) {
        return policy
                .record()
                .filter(one -> one.record().state() == State.DELETING)
                .map(one ->
                        Op.set(paths.qosPolicy(one.record().id()), in(one.record(), State.ACTIVE, work), one.version()))
                .stream()
                .toList();
    }

    private Function<Draft, Optional<Choice.Denied<Void>>> set(Versioned<QosPolicy> policy, State now, NetWork work) {
        return steps.set(paths.qosPolicy(policy.record().id()), in(policy.record(), now, work), policy.version());
    }

    private static QosPolicy in(QosPolicy policy, State now, NetWork work) {
        return new QosPolicy(
                policy.id(),
                policy.name(),
                policy.project(),
                policy.description(),
                policy.shared(),
                policy.rules(),
                policy.revision(),
                now,
                policy.createdAt(),
                work.workUnit());
    }

    private NetStep remove(String id, QosPolicyState policy) {
        Optional<QosPolicy> record = policy.record().map(Versioned::record);
        int version = policy.record().map(Versioned::version).orElse(Op.ANY_VERSION);
        Stream<Op> name =
                record
                        .flatMap(one -> state.names().giveUp(Names.Kind.QOS_POLICY, one.project(), one.name(), id))
                        .stream();
        Stream<Op> below = Stream.concat(buckets(id), Stream.of(paths.qosBindings(id)))
                .map(path -> Op.delete(path, Op.ANY_VERSION));
        return steps.step(
                Steps.end(RESULT, id),
                Steps.add(() -> Stream.of(name, below, Stream.of(Op.delete(paths.qosPolicy(id), version)))
                        .flatMap(ops -> ops)),
                draft -> state.inFlight().take(paths.qosPolicy(id), draft));
    }
}
