package io.quark.net.model;

import io.quark.common.model.Network;
import io.quark.common.model.Segment;
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
        List<SubnetRequest> subnets) {

    public NetworkRequest {
        subnets = subnets == null ? List.of() : List.copyOf(subnets);
    }
}
