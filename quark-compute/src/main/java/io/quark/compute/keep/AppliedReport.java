package io.quark.compute.keep;

import io.quark.common.json.Json;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Applied.PortFailure;
import io.quark.common.model.Applied.State;
import io.quark.common.model.TrafficLimits;
import io.quark.compute.keep.KeptNetwork.NetworkView;
import io.quark.compute.keep.KeptPort.PortView;
import io.quark.compute.keep.Wish.PolicyAt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is said of a host, from how far it is with each port and network. Pure.
 *
 * <p>A policy is named as long as some port is under it, or may still be: the host says that it has dropped it only when it has.
 */
final class AppliedReport {

    /** A record of the tree takes 64 KiB; this leaves room for what else goes with it. */
    static final int MAX_BYTES = 60 * 1024;

    private static final int MAX_REASON = 300;

    /** The worse comes later. */
    private static final List<State> WORSE =
            List.of(State.APPLIED, State.PENDING, State.DRIFTED, State.FAILED, State.UNSUPPORTED);

    private AppliedReport() {}

    /**
     * @param before what was said last: what has not changed keeps its time, and a policy that an earlier life of the daemon named stays
     *     until all ports are as wanted
     */
    static Applied of(Collection<PortView> ports, Collection<NetworkView> networks, Applied before, Instant now) {
        Map<String, AppliedNetwork> saidNetworks = new TreeMap<>();
        networks.forEach(network -> saidNetworks.put(network.network(), network(network, before, now)));
        Map<String, List<PortView>> under = new TreeMap<>();
        Map<String, List<PortView>> leaving = new TreeMap<>();
        for (PortView port : ports) {
            port.wanted().ifPresent(policy -> add(under, policy, port));
            port.carried()
                    .filter(policy -> port.wanted()
                            .filter(wanted -> wanted.id().equals(policy.id()))
                            .isEmpty())
                    .ifPresent(policy -> add(leaving, policy, port));
        }
        Map<String, AppliedPolicy> saidPolicies = new TreeMap<>();
        if (!ports.stream().allMatch(PortView::settled)) {
            saidPolicies.putAll(before.policies());
        }
        leaving.forEach((id, some) -> saidPolicies.put(id, leaving(id, some, before, now)));
        under.forEach((id, some) -> saidPolicies.put(id, under(id, some, before, now)));
        return bounded(new Applied(saidNetworks, saidPolicies));
    }

    private static void add(Map<String, List<PortView>> byPolicy, PolicyAt policy, PortView port) {
        byPolicy.computeIfAbsent(policy.id(), id -> new ArrayList<>()).add(port);
    }

    private static AppliedNetwork network(NetworkView network, Applied before, Instant now) {
        Optional<Instant> since = Optional.ofNullable(before.networks().get(network.network()))
                .filter(last -> last.version() == network.version() && last.state() == network.state())
                .map(AppliedNetwork::since);
        return new AppliedNetwork(
                network.version(), network.state(), network.error().map(AppliedReport::clipped), since.orElse(now));
    }

    private static AppliedPolicy under(String id, List<PortView> ports, Applied before, Instant now) {
        int revision = ports.stream()
                .flatMap(port -> port.wanted().stream())
                .mapToInt(PolicyAt::revision)
                .max()
                .orElse(0);
        State state = ports.stream()
                .map(PortView::state)
                .max(Comparator.comparing(WORSE::indexOf))
                .orElse(State.APPLIED);
        return policy(id, revision, state, ports, before, now);
    }

    /** Ports that are to be under another policy, or none, and are not yet. */
    private static AppliedPolicy leaving(String id, List<PortView> ports, Applied before, Instant now) {
        int revision = ports.stream()
                .flatMap(port -> port.carried().stream())
                .mapToInt(PolicyAt::revision)
                .min()
                .orElse(0);
        boolean failed = ports.stream().anyMatch(port -> port.state() == State.FAILED);
        return policy(id, revision, failed ? State.FAILED : State.PENDING, ports, before, now);
    }

    private static AppliedPolicy policy(
            String id, int revision, State state, List<PortView> ports, Applied before, Instant now) {
        List<PortFailure> failures = ports.stream()
                .filter(port -> port.state() == State.FAILED || port.state() == State.UNSUPPORTED)
                .flatMap(port -> port.error().map(why -> new PortFailure(port.port(), clipped(why))).stream())
                .sorted(Comparator.comparing(PortFailure::port))
                .limit(Applied.MAX_FAILURES)
                .toList();
        Optional<String> error = ports.stream()
                .filter(port -> port.state() == state)
                .flatMap(port -> port.error().stream())
                .map(AppliedReport::clipped)
                .sorted()
                .findFirst();
        Optional<Instant> since = Optional.ofNullable(before.policies().get(id))
                .filter(last -> last.revision() == revision && last.state() == state)
                .map(AppliedPolicy::since);
        return new AppliedPolicy(
                revision,
                state,
                ports.size(),
                effective(ports),
                error,
                failures,
                ports.stream().mapToInt(PortView::attempts).max().orElse(0),
                ports.stream().flatMap(port -> port.next().stream()).min(Comparator.naturalOrder()),
                since.orElse(now));
    }

    /** They are all told the same: one that the host has limited speaks for them. */
    private static TrafficLimits effective(List<PortView> ports) {
        return ports.stream()
                .filter(port ->
                        port.state() == State.APPLIED && !port.effective().equals(TrafficLimits.NONE))
                .min(Comparator.comparing(PortView::port))
                .map(PortView::effective)
                .orElse(TrafficLimits.NONE);
    }

    private static String clipped(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }

    /** Failures of single ports go first, then reasons. */
    private static Applied bounded(Applied applied) {
        if (fits(applied)) {
            return applied;
        }
        Applied shorter = withPolicies(applied, 1);
        if (fits(shorter)) {
            return shorter;
        }
        Applied shortest = withPolicies(applied, 0);
        Map<String, AppliedNetwork> networks = new TreeMap<>();
        shortest.networks()
                .forEach((id, network) -> networks.put(
                        id, new AppliedNetwork(network.version(), network.state(), Optional.empty(), network.since())));
        return new Applied(networks, shortest.policies());
    }

    /** @param failures how many of each policy stay; 0: nor its reason */
    private static Applied withPolicies(Applied applied, int failures) {
        Map<String, AppliedPolicy> policies = new TreeMap<>();
        applied.policies()
                .forEach((id, policy) -> policies.put(
                        id,
                        new AppliedPolicy(
                                policy.revision(),
                                policy.state(),
                                policy.ports(),
                                policy.effective(),
                                failures == 0 ? Optional.empty() : policy.error(),
                                policy.failures().stream().limit(failures).toList(),
                                policy.attempts(),
                                policy.nextAttempt(),
                                policy.since())));
        return new Applied(applied.networks(), policies);
    }

    private static boolean fits(Applied applied) {
        return Json.text(applied).getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
