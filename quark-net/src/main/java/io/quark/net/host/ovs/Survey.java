package io.quark.net.host.ovs;

import io.quark.common.model.Segment;
import io.quark.net.host.Drift;
import io.quark.net.host.DriverException;
import io.quark.net.host.Endpoint;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.IpCommand;
import io.quark.net.host.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what somebody else has changed, or a restart of the switch has lost: bridges by name, flows by their number for each purpose, forwarding
 * entries one by one. One question for all bridges, and one for each port and each overlay. Changes nothing.
 */
final class Survey {

    private final Vsctl vsctl;
    private final Ofctl ofctl;
    private final NetworkBridges networks;
    private final IpCommand ip;
    private final Settings settings;

    Survey(Vsctl vsctl, Ofctl ofctl, NetworkBridges networks, IpCommand ip, Settings settings) {
        this.vsctl = vsctl;
        this.ofctl = ofctl;
        this.networks = networks;
        this.ip = ip;
        this.settings = settings;
    }

    List<Drift> drifted(Collection<Standing> standing) {
        if (standing.isEmpty()) {
            return List.of();
        }
        Set<String> bridges =
                vsctl.bridges(settings.owner()).stream().map(Bridge::name).collect(Collectors.toSet());
        Map<String, Set<String>> addresses = ip.addresses();
        List<Drift> drifts = new ArrayList<>();
        for (Standing one : standing) {
            ofNetwork(one, bridges, addresses)
                    .ifPresent(what -> drifts.add(new Drift(one.network().id(), Optional.empty(), what)));
            for (Endpoint endpoint : one.endpoints()) {
                ofPort(endpoint, bridges)
                        .ifPresent(
                                what -> drifts.add(new Drift(one.network().id(), Optional.of(endpoint.port()), what)));
            }
        }
        return drifts;
    }

    private Optional<String> ofNetwork(Standing one, Set<String> bridges, Map<String, Set<String>> addresses) {
        HostNetwork network = one.network();
        String bridge = Names.network(network.id());
        if (!bridges.contains(bridge)) {
            return Optional.of("bridge " + bridge + " was gone");
        }
        Optional<String> physical = network.segment().physical().map(Names::physical);
        if (physical.filter(name -> !bridges.contains(name)).isPresent()) {
            return Optional.of("bridge " + physical.get() + " was gone");
        }
        return NetworkBridges.gateways(network, settings).stream()
                .filter(gateway -> !gateway.contains(":")) // a host need not have IPv6
                .filter(gateway -> !addresses.getOrDefault(bridge, Set.of()).contains(gateway))
                .findFirst()
                .map(gateway -> "gateway " + gateway + " was missing on " + bridge)
                .or(() -> ofOverlay(one, bridge));
    }

    private Optional<String> ofOverlay(Standing one, String bridge) {
        if (one.network().segment().type() != Segment.Type.VXLAN) {
            return Optional.empty();
        }
        Map<Long, Long> there = ofctl.counts(bridge);
        Map<String, String> ports = one.endpoints().stream()
                .collect(Collectors.toMap(endpoint -> Names.outer(endpoint.port()), Endpoint::mac));
        if (!same(Flow.WAY, OverlayFlows.way(), there) || !same(Flow.HERE, OverlayFlows.here(ports), there)) {
            return Optional.of("flows of " + bridge + " were changed");
        }
        return one.entries()
                .filter(entries -> !OverlayFlows.elsewhere(
                                ofctl.flows(bridge, Flow.ELSEWHERE), networks.elsewhere(entries))
                        .isEmpty())
                .map(entries -> "the forwarding entries of " + bridge + " were changed");
    }

    private Optional<String> ofPort(Endpoint endpoint, Set<String> bridges) {
        String bridge = Names.port(endpoint.port());
        if (!bridges.contains(bridge)) {
            return Optional.of("bridge " + bridge + " was gone");
        }
        Map<Long, Long> there;
        try {
            there = ofctl.counts(bridge);
        } catch (DriverException e) {
            return Optional.of("bridge " + bridge + " did not answer");
        }
        return same(Flow.WAY, PortFlows.of(endpoint, settings.antiSpoofing()), there)
                        && same(Flow.FILTER, FilterFlows.of(endpoint.filter(), 1), there)
                ? Optional.empty()
                : Optional.of("flows of " + bridge + " were changed");
    }

    private static boolean same(long cookie, List<String> lines, Map<Long, Long> there) {
        long wanted = lines.stream().filter(line -> line.startsWith("add ")).count();
        return there.getOrDefault(cookie, 0L) == wanted;
    }
}
