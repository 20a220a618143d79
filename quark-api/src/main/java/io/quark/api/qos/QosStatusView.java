package io.quark.api.qos;

import io.quark.api.qos.QosStatusAnswer.EffectiveAnswer;
import io.quark.api.qos.QosStatusAnswer.FailureAnswer;
import io.quark.api.qos.QosStatusAnswer.HostAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.TrafficLimits;
import io.quark.net.qos.HostReport;
import io.quark.net.qos.QosConvergence;
import io.quark.net.qos.QosStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How far hosts are with policies. Looks only at those that carry the policy or what it is bound to. Thread safe. */
final class QosStatusView {

    private final Cluster cluster;
    private final QosReach reach;

    QosStatusView(Cluster cluster, QosReach reach) {
        this.cluster = cluster;
        this.reach = reach;
    }

    /**
     * How far they are with a revision.
     *
     * @param revision that is wanted
     */
    private QosStatus status(QosPolicy policy, int revision) {
        return status(
                policy,
                revision,
                reach.hostsOfNetworks(policy.id(), cluster.applied().hostsOfPolicy(policy.id())));
    }

    private QosStatus status(QosPolicy policy, int revision, Set<String> besides) {
        Map<String, Integer> networks = reach.versions(policy.id());
        boolean bound = cluster.qos().countBindings(policy.id()) > 0;
        QosConvergence convergence = new QosConvergence(policy.id(), revision, bound, networks);
        Set<String> carriers = cluster.applied().hostsOfPolicy(policy.id());
        Set<String> expected = reach.hostsOfPorts(policy.id());
        expected.addAll(besides);
        Set<String> hosts = new TreeSet<>(expected);
        hosts.addAll(carriers);
        networks.keySet().forEach(id -> hosts.addAll(cluster.applied().hostsOfNetwork(id)));
        return convergence.of(hosts.stream()
                .map(host -> report(
                        host,
                        expected.contains(host)
                                ? expecting(cluster.applied().of(host), policy)
                                : cluster.applied().of(host)))
                .toList());
    }

    private HostReport report(String host, Applied applied) {
        return cluster.isAlive(host)
                ? HostReport.alive(host, applied)
                : HostReport.offline(host, Optional.empty(), applied);
    }

    /** A host where a machine runs on a port under the policy, and that has not said anything of it yet, is about to. */
    private static Applied expecting(Applied said, QosPolicy policy) {
        if (said.policies().containsKey(policy.id())) {
            return said;
        }
        Map<String, AppliedPolicy> policies = new HashMap<>(said.policies());
        policies.put(
                policy.id(),
                new AppliedPolicy(
                        0,
                        Applied.State.PENDING,
                        0,
                        TrafficLimits.NONE,
                        Optional.empty(),
                        List.of(),
                        0,
                        Optional.empty(),
                        policy.createdAt()));
        return new Applied(said.networks(), policies);
    }

    /** Whether every host concerned that gives a sign of life has this revision in force. */
    boolean reached(QosPolicy policy, int revision) {
        // Who waits looks often: the ports are walked only when what hosts say is enough.
        return policy.revision() >= revision
                && status(policy, revision, Set.of()).reached()
                && status(policy, revision).reached();
    }

    QosStatusAnswer show(QosPolicy policy) {
        QosStatus status = status(policy, policy.revision());
        List<HostAnswer> hosts = new ArrayList<>();
        status.hosts().forEach(host -> hosts.add(host(policy, host)));
        hosts.sort(Comparator.comparing(HostAnswer::compute));
        return new QosStatusAnswer(status.revision(), status.state(), hosts);
    }

    private HostAnswer host(QosPolicy policy, QosStatus.Host host) {
        Optional<AppliedPolicy> said = Optional.ofNullable(
                cluster.applied().of(host.compute()).policies().get(policy.id()));
        return new HostAnswer(
                host.compute(),
                host.revision(),
                host.state(),
                host.error(),
                host.since().filter(since -> !since.equals(policy.createdAt())), // not known where nothing was said
                said.map(AppliedPolicy::effective).map(EffectiveAnswer::of),
                said.map(AppliedPolicy::ports).orElse(0),
                said.map(AppliedPolicy::failures).orElse(List.of()).stream()
                        .map(failure -> new FailureAnswer(failure.port(), failure.reason()))
                        .toList(),
                host.attempts(),
                said.flatMap(AppliedPolicy::nextAttempt));
    }
}
