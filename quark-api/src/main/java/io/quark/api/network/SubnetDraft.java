package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.view.Cluster;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import io.quark.net.model.NetworkRequest;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.SubnetRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Judges a subnet that is to come or to change beside the others of its network, by quark-net's rules. Reads views, touches nothing. */
final class SubnetDraft {

    private static final String PLACEHOLDER = "network";

    private final Cluster cluster;

    SubnetDraft(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The record of a subnet that is to be added; empty where there are faults, which are added. */
    Optional<Subnet> added(Network network, SubnetRequest asked, String id, Instant now, Faults faults) {
        return judged(network, cluster.subnetsOf(network.id()), asked, id, now, faults);
    }

    /** What a subnet would be; empty where there are faults, which are added. */
    Optional<Subnet> changed(Network network, Subnet subnet, SubnetRequest asked, Faults faults) {
        List<Subnet> others = cluster.subnetsOf(network.id()).stream()
                .filter(other -> !other.id().equals(subnet.id()))
                .toList();
        return judged(network, others, asked, subnet.id(), subnet.createdAt(), faults);
    }

    /** quark-net judges whole networks: what it says of the last subnet is said of this one. */
    private static Optional<Subnet> judged(
            Network network, List<Subnet> others, SubnetRequest asked, String id, Instant now, Faults faults) {
        int place = others.size();
        NetworkRequest whole = new NetworkRequest(
                PLACEHOLDER,
                Optional.empty(),
                Optional.empty(),
                Optional.of(network.mtu()),
                Optional.of(network.family()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Stream.concat(others.stream().map(SubnetDraft::request), Stream.of(asked))
                        .toList());
        var checked = NetworkRules.complete(whole, network.id(), network.project(), now, () -> id);
        String at = "/subnets/" + place;
        for (Fault fault : checked.faults()) {
            String pointer = fault.pointer().startsWith(at) ? fault.pointer().substring(at.length()) : "/cidr";
            if (!faults.touch(pointer)) {
                faults.add(pointer, fault.detail());
            }
        }
        return checked.good()
                .filter(good -> faults.isEmpty())
                .map(good -> good.subnets().get(place));
    }

    /** The request that asks for just what a record says; its policy was judged when it was bound. */
    static SubnetRequest request(Subnet subnet) {
        return new SubnetRequest(
                Optional.of(subnet.name()),
                subnet.cidr(),
                Optional.of(subnet.gateway().orElse(NetRequest.NONE)),
                subnet.pools(),
                subnet.routes(),
                subnet.dns(),
                subnet.domain(),
                Optional.empty(),
                Optional.of(subnet.reuseAfterS()),
                subnet.tags());
    }

    /** What a body asks for; its policy is resolved by {@link #policy}. */
    static SubnetRequest request(SubnetBody body, Optional<String> name) {
        return new SubnetRequest(
                body.name().or(() -> name),
                body.cidr().orElse(""),
                body.gateway(),
                SubnetBody.pools(body.pools()),
                SubnetBody.routes(body.routes()),
                body.dns(),
                body.domain(),
                Optional.empty(),
                body.reuseAfterS(),
                body.tags());
    }

    /** The id of the policy that is named; a fault where there is none. */
    Optional<String> policy(String project, Optional<String> named, String pointer, Faults faults) {
        return named.filter(name -> !name.equals(NetRequest.NONE))
                .flatMap(name -> cluster.catalogue().findPolicy().resolved(project, name, pointer, faults))
                .map(IpPolicy::id);
    }

    static Subnet withPolicy(Subnet subnet, Optional<String> policy) {
        return new Subnet(
                subnet.id(),
                subnet.network(),
                subnet.name(),
                subnet.cidr(),
                subnet.gateway(),
                subnet.pools(),
                subnet.routes(),
                subnet.dns(),
                subnet.domain(),
                policy,
                subnet.reuseAfterS(),
                subnet.tags(),
                subnet.changing(),
                subnet.deleting(),
                subnet.createdAt(),
                subnet.op());
    }

    /** The first of {@code subnet-1}, {@code subnet-2}, ... that no subnet of the network bears. */
    String freeName(Network network) {
        List<String> taken =
                cluster.subnetsOf(network.id()).stream().map(Subnet::name).toList();
        return IntStream.rangeClosed(1, taken.size() + 1)
                .mapToObj(number -> "subnet-" + number)
                .filter(name -> !taken.contains(name))
                .findFirst()
                .orElseThrow();
    }
}
