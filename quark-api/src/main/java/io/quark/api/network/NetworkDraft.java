package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.network.NetworkBody.SubnetBody;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.net.model.Checked;
import io.quark.net.model.NetworkRequest;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.SubnetRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a body into the records of a network, by quark-net's rules. */
final class NetworkDraft {

    private NetworkDraft() {}

    /**
     * The records; empty where there are faults, which are added.
     *
     * @param ids gives an id to each subnet
     */
    static Optional<CreateNetwork> complete(
            NetworkBody body, String id, String project, Instant now, Supplier<String> ids, Faults faults) {
        Checked<CreateNetwork> checked = NetworkRules.complete(request(body), id, project, now, ids);
        checked.faults().stream()
                .filter(fault -> !faults.touch(fault.pointer()))
                .forEach(fault -> faults.add(fault.pointer(), fault.detail()));
        return checked.good().filter(network -> faults.isEmpty());
    }

    private static NetworkRequest request(NetworkBody body) {
        return new NetworkRequest(
                body.name().orElse(""),
                body.driver(),
                body.segment()
                        .flatMap(segment ->
                                segment.type().map(type -> new Segment(type, segment.physical(), segment.id()))),
                body.mtu(),
                body.family(),
                body.shared(),
                Optional.empty(),
                List.of(),
                body.subnets().stream().map(NetworkDraft::subnet).toList());
    }

    private static SubnetRequest subnet(SubnetBody subnet) {
        return new SubnetRequest(
                subnet.name(),
                subnet.cidr().orElse(""),
                subnet.gateway(),
                subnet.pools().stream()
                        .map(pool -> new Subnet.Pool(
                                pool.start().orElse(""), pool.end().orElse("")))
                        .toList(),
                subnet.routes().stream()
                        .map(route -> new Subnet.Route(
                                route.destination().orElse(""), route.nextHop().orElse("")))
                        .toList(),
                subnet.dns(),
                subnet.domain(),
                Optional.empty(),
                subnet.reuseAfterS(),
                List.of());
    }
}
