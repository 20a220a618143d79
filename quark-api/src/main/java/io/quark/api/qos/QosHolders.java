package io.quark.api.qos;

import io.quark.api.network.Ownership;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import java.util.Optional;
import java.util.stream.Stream;

/** What policies are held by: the networks and ports that they are bound to. Reads views. */
final class QosHolders {

    private final Cluster cluster;
    private final QosReach reach;

    QosHolders(Cluster cluster, QosReach reach) {
        this.cluster = cluster;
        this.reach = reach;
    }

    /** A policy stays as long as it is bound. */
    void refuseBound(QosPolicy policy) {
        Ownership.refuseHeld(
                "the QoS policy " + policy.name() + " is bound",
                cluster.qos()
                        .bindings(policy.id())
                        .limit(Ownership.NAMED + 1L)
                        .map(this::described)
                        .toList(),
                "Set qos_policy of these to none first; GET /v1/qos-policies/" + policy.id()
                        + "/bindings lists all of them.");
    }

    private String described(String id) {
        Optional<String> network = cluster.networks().byId(id).map(Entry::value).map(QosHolders::described);
        return network.or(() -> cluster.ports().byId(id).map(Entry::value).map(QosHolders::described))
                .orElse(id);
    }

    /** A policy is shared as long as other projects use it. */
    void refuseForeign(QosPolicy policy) {
        Stream<String> networks = reach.networks(policy.id())
                .map(Entry::value)
                .filter(network -> !network.project().equals(policy.project()))
                .map(network -> described(network) + " of project " + network.project());
        Stream<String> ports = reach.ports(policy.id())
                .filter(port -> !port.project().equals(policy.project()))
                .map(port -> described(port) + " of project " + port.project());
        Ownership.refuseHeld(
                "other projects use the QoS policy " + policy.name(),
                Stream.concat(networks, ports).limit(Ownership.NAMED + 1L).toList(),
                "It can be kept from others when none of theirs is bound to it any more.");
    }

    private static String described(Network network) {
        return "network " + network.name();
    }

    private static String described(Port port) {
        return "port " + port.name();
    }
}
