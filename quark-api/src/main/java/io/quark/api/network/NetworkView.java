package io.quark.api.network;

import io.quark.api.port.PortAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.net.alloc.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows networks and subnets, with their usage. Thread safe. */
final class NetworkView {

    private final Cluster cluster;
    private final AddressBook book;

    NetworkView(Cluster cluster, AddressBook book) {
        this.cluster = cluster;
        this.book = book;
    }

    /** @param ports how many ports to show at most; absent: none */
    NetworkAnswer show(Network network, Optional<Integer> ports) {
        return NetworkAnswer.of(
                network,
                subnets(network.id()),
                cluster.countPortsOf(network.id()),
                ports.map(most -> cluster.portsOf(network.id())
                        .limit(most)
                        .map(entry -> PortAnswer.of(cluster, entry.value()))
                        .toList()));
    }

    List<SubnetAnswer> subnets(String network) {
        Map<String, Usage> usage = usage(network);
        return cluster.subnetsOf(network).stream()
                .map(subnet -> show(subnet, Optional.ofNullable(usage.get(subnet.id()))))
                .toList();
    }

    SubnetAnswer show(Subnet subnet) {
        return show(subnet, Optional.ofNullable(usage(subnet.network()).get(subnet.id())));
    }

    private Map<String, Usage> usage(String network) {
        return book.usage(network).stream()
                .collect(Collectors.toMap(Usage::subnet, Function.identity(), (first, second) -> first));
    }

    private SubnetAnswer show(Subnet subnet, Optional<Usage> usage) {
        return SubnetAnswer.of(
                subnet,
                usage.map(one -> UsageAnswer.of(one, book.reserved(subnet))).orElse(UsageAnswer.NONE));
    }
}
