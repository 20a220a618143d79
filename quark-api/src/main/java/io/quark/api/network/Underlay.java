package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.view.Cluster;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.Segment;
import io.quark.net.model.NetworkRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What hosts tell of their drivers and tunnels, and what follows for networks. Reads views. Thread safe. */
final class Underlay {

    private final Cluster cluster;

    Underlay(Cluster cluster) {
        this.cluster = cluster;
    }

    private Stream<NetworkFacts> hosts() {
        return cluster.selves().values().stream().map(entry -> entry.value().network());
    }

    /** Whether hosts send tunnelled traffic over IPv6: one suffices, for a network must fit through all of them. */
    private boolean tunnelsOverIpv6() {
        return hosts().flatMap(host -> host.tunnel().stream()).anyMatch(address -> address.indexOf(':') >= 0);
    }

    /** Bytes that the packets of a network may have: as asked for, else what its encapsulation leaves; more than that leaves is a fault. */
    Optional<Integer> mtu(Optional<Integer> asked, Optional<Segment.Type> segment, Faults faults) {
        Segment.Type type = segment.orElse(Segment.Type.FLAT);
        boolean overIpv6 = type == Segment.Type.VXLAN && tunnelsOverIpv6();
        int most = NetworkRules.maxMtu(type, overIpv6);
        asked.filter(mtu -> mtu > most && !faults.touch("/mtu"))
                .ifPresent(mtu -> faults.add(
                        "/mtu",
                        "must be at most " + most + " bytes in a network of type " + type.text()
                                + (overIpv6 ? " with tunnels over IPv6" : "")));
        return asked.or(() -> Optional.of(NetworkRules.defaultMtu(type, overIpv6)));
    }

    /** What to say of a driver that no host offers, although hosts tell of drivers: ports will find no host until one does. */
    Optional<String> warning(String driver) {
        List<NetworkFacts> telling =
                hosts().filter(host -> !host.drivers().isEmpty()).toList();
        boolean offered = telling.stream()
                .anyMatch(host ->
                        host.drivers().containsKey(driver) || host.drivers().size() == 1);
        return telling.isEmpty() || offered
                ? Optional.empty()
                : Optional.of("no host offers the driver " + driver
                        + " now; GET /v1/qos-rule-types lists those that are offered");
    }
}
