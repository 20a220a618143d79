package io.quark.net.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds what somebody else has changed of the bridge driver's: looks once at all devices, addresses, forwarding entries and rules of the host,
 * however many machines it has. Changes nothing.
 */
final class BridgeSurvey {

    private final IpCommand ip;
    private final BridgePlan plan;
    private final TapGuard guard;
    private final ForwardingTable forwarding;

    BridgeSurvey(IpCommand ip, BridgePlan plan, TapGuard guard, ForwardingTable forwarding) {
        this.ip = ip;
        this.plan = plan;
        this.guard = guard;
        this.forwarding = forwarding;
    }

    /** What the kernel shows of the whole host. */
    private record Host(
            Map<String, Link> links, Map<String, Set<String>> addresses, Map<String, Set<Forward>> entries) {}

    List<Drift> drifted(Collection<Standing> standing) {
        if (standing.isEmpty()) {
            return List.of();
        }
        boolean forwards = standing.stream().anyMatch(one -> one.entries().isPresent());
        Host host = new Host(
                ip.links().stream().collect(Collectors.toMap(Link::name, Function.identity(), (one, other) -> one)),
                ip.addresses(),
                forwards ? forwarding.all() : Map.of());
        List<Drift> drifts = new ArrayList<>();
        for (Standing one : standing) {
            ofNetwork(one, host).ifPresent(what -> drifts.add(drift(one, Optional.empty(), what)));
            for (Endpoint endpoint : one.endpoints()) {
                ofPlace(endpoint, host).ifPresent(what -> drifts.add(drift(one, Optional.of(endpoint.port()), what)));
            }
        }
        drifts.addAll(ofRules(standing));
        return drifts;
    }

    private static Drift drift(Standing standing, Optional<String> port, String what) {
        return new Drift(standing.network().id(), port, what);
    }

    private Optional<String> ofNetwork(Standing standing, Host host) {
        HostNetwork network = standing.network();
        String bridge = bridgeOf(network, host);
        Link link = host.links().get(bridge);
        if (link == null) {
            return Optional.of("bridge " + bridge + " was gone");
        }
        if (!link.up()) {
            return Optional.of("bridge " + bridge + " was down");
        }
        if (!bridge.equals(DeviceNames.bridge(network.id()))) {
            return Optional.empty(); // somebody else's bridge: the rest is not ours to judge
        }
        if (link.mtu() != network.mtu()) {
            return Optional.of("bridge " + bridge + " had an MTU of " + link.mtu());
        }
        return gateways(network, bridge, host)
                .or(() -> plan.uplink(network).drift(network, bridge, host.links()))
                .or(() -> entries(standing, host));
    }

    private String bridgeOf(HostNetwork network, Host host) {
        return plan.sharable(network)
                .filter(device -> Optional.ofNullable(host.links().get(device))
                        .map(link -> link.kind().equals(OwnBridge.KIND))
                        .orElse(false))
                .orElseGet(() -> DeviceNames.bridge(network.id()));
    }

    /** Those of IPv4: a host need not have IPv6. */
    private Optional<String> gateways(HostNetwork network, String bridge, Host host) {
        Set<String> there = host.addresses().getOrDefault(bridge, Set.of());
        return plan.gateways(network).stream()
                .filter(gateway -> !gateway.contains(":") && !there.contains(gateway))
                .findFirst()
                .map(gateway -> "gateway " + gateway + " was missing on " + bridge);
    }

    private Optional<String> entries(Standing standing, Host host) {
        return plan.entries(standing).flatMap(wanted -> {
            String device = DeviceNames.vxlan(standing.network().id());
            return host.entries().getOrDefault(device, Set.of()).equals(wanted)
                    ? Optional.empty()
                    : Optional.of("the forwarding entries of " + device + " were changed");
        });
    }

    /** A tap device comes and goes with its machine: one that is absent has not drifted. */
    private Optional<String> ofPlace(Endpoint endpoint, Host host) {
        String bridge = bridgeOf(endpoint.network(), host);
        return Optional.ofNullable(host.links().get(DeviceNames.tap(endpoint.port())))
                .filter(tap -> !tap.master().equals(Optional.of(bridge)))
                .map(tap -> tap.name() + " was no port of " + bridge);
    }

    private List<Drift> ofRules(Collection<Standing> standing) {
        Map<String, Endpoint> taps = standing.stream()
                .flatMap(one -> one.endpoints().stream())
                .collect(Collectors.toMap(
                        endpoint -> DeviceNames.tap(endpoint.port()), Function.identity(), (one, other) -> one));
        return guard.drifted(taps).entrySet().stream()
                .flatMap(found -> Optional.ofNullable(taps.get(found.getKey())).stream()
                        .map(endpoint ->
                                new Drift(endpoint.network().id(), Optional.of(endpoint.port()), found.getValue())))
                .toList();
    }
}
