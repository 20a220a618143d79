package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.qos.QosChoice;
import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.net.model.Checked;
import io.quark.net.model.NetworkRequest;
import io.quark.net.model.NetworkRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Turns bodies into the records of a network, by quark-net's rules. Reads views, touches nothing. */
final class NetworkDraft {

    private final SubnetDraft subnets;
    private final QosChoice qos;
    private final Underlay underlay;

    NetworkDraft(SubnetDraft subnets, QosChoice qos, Underlay underlay) {
        this.subnets = subnets;
        this.qos = qos;
        this.underlay = underlay;
    }

    /** What can be said of a body without knowing the cluster. */
    static void check(NetworkBody body, Instant now, Faults faults) {
        sound(request(body, body.mtu()), "", "", now, () -> "", faults);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < body.subnets().size(); i++) {
            String pointer = "/subnets/" + i + "/name";
            body.subnets()
                    .get(i)
                    .name()
                    .filter(name -> !names.add(name))
                    .ifPresent(name -> faults.add(pointer, "is the name of an earlier subnet, too"));
        }
    }

    /**
     * The records; empty where there are faults, which are added.
     *
     * @param ids gives an id to each subnet
     */
    Optional<CreateNetwork> complete(
            NetworkBody body, String id, String project, Instant now, Supplier<String> ids, Faults faults) {
        Optional<Integer> mtu = underlay.mtu(body.mtu(), body.segment().flatMap(NetworkBody.SegmentBody::type), faults);
        Optional<CreateNetwork> made = sound(request(body, mtu), id, project, now, ids, faults);
        Optional<QosPolicy> policy = qos.named(project, body.qosPolicy(), "", faults);
        List<Optional<String>> policies = new ArrayList<>();
        for (int i = 0; i < body.subnets().size(); i++) {
            policies.add(
                    subnets.policy(project, body.subnets().get(i).ipPolicy(), "/subnets/" + i + "/ip_policy", faults));
        }
        return made.filter(network -> faults.isEmpty()).map(network -> {
            List<Subnet> bound = new ArrayList<>();
            for (int i = 0; i < policies.size(); i++) {
                bound.add(SubnetDraft.withPolicy(network.subnets().get(i), policies.get(i)));
            }
            policy.ifPresent(
                    chosen -> qos.refuseSmallBurst(chosen, "", network.network().mtu()));
            return new CreateNetwork(
                    network.network()
                            .withQosPolicy(
                                    policy.map(QosPolicy::id), network.network().op()),
                    bound);
        });
    }

    private static Optional<CreateNetwork> sound(
            NetworkRequest request, String id, String project, Instant now, Supplier<String> ids, Faults faults) {
        return judged(NetworkRules.complete(request, id, project, now, ids), faults);
    }

    private static Optional<CreateNetwork> judged(Checked<CreateNetwork> checked, Faults faults) {
        for (Fault fault : checked.faults()) {
            if (!faults.touch(fault.pointer())) {
                faults.add(fault.pointer(), fault.detail());
            }
        }
        return checked.good().filter(network -> faults.isEmpty());
    }

    /** Judges what a network would be after a change; faults are added. */
    void checkChange(NetworkPatch patch, Network network, List<Subnet> subnets, Faults faults) {
        underlay.mtu(patch.mtu(), Optional.of(network.segment().type()), faults);
        NetworkRequest changed = new NetworkRequest(
                patch.name().orElse(network.name()),
                Optional.empty(),
                Optional.of(network.segment()),
                patch.mtu().or(() -> Optional.of(network.mtu())),
                patch.family(),
                patch.shared(),
                Optional.empty(),
                patch.tags(),
                subnets.stream().map(SubnetDraft::request).toList());
        judged(NetworkRules.complete(changed, network.id(), network.project(), network.createdAt(), () -> ""), faults);
    }

    private static NetworkRequest request(NetworkBody body, Optional<Integer> mtu) {
        return new NetworkRequest(
                body.name().orElse(""),
                body.driver(),
                body.segment()
                        .flatMap(segment ->
                                segment.type().map(type -> new Segment(type, segment.physical(), segment.id()))),
                mtu,
                body.family(),
                body.shared(),
                Optional.empty(),
                body.tags(),
                body.subnets().stream()
                        .map(subnet -> SubnetDraft.request(subnet, Optional.empty()))
                        .toList());
    }
}
