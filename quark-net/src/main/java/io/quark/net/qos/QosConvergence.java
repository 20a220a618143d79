package io.quark.net.qos;

import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.net.qos.QosStatus.Host;
import io.quark.net.qos.QosStatus.HostState;
import io.quark.net.qos.QosStatus.State;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads off what hosts say how far they are with one policy. A pure function: the same reports give the same status, in whatever order.
 *
 * <p>A host is concerned if it carries the policy, or if it carries a network that is bound to the policy and follows an older version of that
 * network's record: ports there may be about to come under the policy, and the host has not looked yet.
 *
 * @param policy id
 * @param revision that is wanted
 * @param bound whether anything is bound to it, a network or a port
 * @param networks the networks bound to it, by id, with the data versions of their records
 */
public record QosConvergence(String policy, int revision, boolean bound, Map<String, Integer> networks) {

    private static final Comparator<AppliedNetwork> BY_TROUBLE = Comparator.comparing(
                    (AppliedNetwork network) -> notYet(network.state()))
            .thenComparing(AppliedNetwork::since);

    public QosConvergence {
        networks = Map.copyOf(networks);
    }

    /** Whether the host with this report has, or may have, ports under the policy. */
    public boolean concerns(Applied applied) {
        return applied.policies().containsKey(policy) || behind(applied).isPresent();
    }

    /**
     * How far they are.
     *
     * @param reports of all hosts, or of all that could be concerned; others are left out of account
     */
    public QosStatus of(Collection<HostReport> reports) {
        List<Host> hosts = reports.stream()
                .filter(report -> concerns(report.applied()))
                .map(this::host)
                .sorted(Comparator.comparing(Host::compute))
                .toList();
        return new QosStatus(revision, whole(hosts), hosts);
    }

    private State whole(List<Host> hosts) {
        if (hosts.isEmpty()) {
            return bound ? State.PENDING : State.UNUSED;
        }
        List<HostState> online = hosts.stream()
                .map(Host::state)
                .filter(state -> state != HostState.OFFLINE)
                .toList();
        if (online.isEmpty()) {
            return State.PENDING;
        }
        if (online.stream().allMatch(state -> state == HostState.APPLIED)) {
            return State.CONVERGED;
        }
        return online.stream().allMatch(state -> state == HostState.APPLIED || state == HostState.PENDING)
                ? State.CONVERGING
                : State.DEGRADED;
    }

    private Host host(HostReport report) {
        Optional<AppliedPolicy> carried =
                Optional.ofNullable(report.applied().policies().get(policy));
        int said = carried.map(AppliedPolicy::revision).orElse(0);
        int attempts = carried.map(AppliedPolicy::attempts).orElse(0);
        if (!report.alive()) {
            return new Host(
                    report.compute(), said, HostState.OFFLINE, Optional.empty(), attempts, report.silentSince());
        }
        return Stream.concat(
                        behind(report.applied()).stream().map(network -> host(report, said, attempts, network)),
                        carried.stream().map(told -> host(report, told)))
                .max(Comparator.comparing(Host::state))
                .orElseThrow();
    }

    private static Host host(HostReport report, int said, int attempts, AppliedNetwork behind) {
        return new Host(
                report.compute(), said, notYet(behind.state()), behind.error(), attempts, Optional.of(behind.since()));
    }

    private Host host(HostReport report, AppliedPolicy told) {
        return new Host(
                report.compute(),
                told.revision(),
                told.revision() >= revision ? HostState.valueOf(told.state().name()) : notYet(told.state()),
                reason(told),
                told.attempts(),
                Optional.of(told.since()));
    }

    /** What it is at an older revision, or network, has come too late; but what keeps it there is told. */
    private static HostState notYet(Applied.State state) {
        return switch (state) {
            case FAILED -> HostState.FAILED;
            case UNSUPPORTED -> HostState.UNSUPPORTED;
            case PENDING, APPLIED, DRIFTED -> HostState.PENDING;
        };
    }

    private static Optional<String> reason(AppliedPolicy told) {
        return told.error()
                .or(() -> told.failures().stream()
                        .findFirst()
                        .map(failure -> "port " + failure.port() + ": " + failure.reason()));
    }

    /** The network bound to the policy of which the host follows an older version; the one that it has trouble with before others. */
    private Optional<AppliedNetwork> behind(Applied applied) {
        return applied.networks().entrySet().stream()
                .filter(entry -> isBehind(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getValue)
                .max(BY_TROUBLE);
    }

    private boolean isBehind(String network, AppliedNetwork carried) {
        Integer version = networks.get(network);
        return version != null && carried.version() < version;
    }
}
