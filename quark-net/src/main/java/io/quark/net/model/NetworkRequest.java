package io.quark.net.model;

import io.quark.common.model.Network;
import io.quark.common.model.Segment;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.util.List;
import java.util.Optional;

/**
 * A network with its subnets as asked for. What is absent has a default ({@link NetworkRules}).
 *
 * @param mtu bytes
 */
public record NetworkRequest(
        String name,
        Optional<String> driver,
        Optional<Segment> segment,
        Optional<Integer> mtu,
        Optional<Network.Family> family,
        Optional<Boolean> shared,
        Optional<String> qosPolicy,
        List<String> tags,
        List<SubnetRequest> subnets) {

    public NetworkRequest {
        tags = tags == null ? List.of() : List.copyOf(tags);
        subnets = subnets == null ? List.of() : List.copyOf(subnets);
    }

    /** The request that asks for just these records. */
    static NetworkRequest of(CreateNetwork create) {
        Network network = create.network();
        return new NetworkRequest(
                network.name(),
                Optional.of(network.driver()),
                Optional.of(network.segment()),
                Optional.of(network.mtu()),
                Optional.of(network.family()),
                Optional.of(network.shared()),
                network.qosPolicy(),
                network.tags(),
                create.subnets().stream().map(SubnetRequest::of).toList());
    }
}
