package io.quark.net.alloc;

import io.quark.common.model.Subnet;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which addresses in use a change of the rules would leave where no address may be. */
final class Stranding {

    private final NetState state;

    Stranding(NetState state) {
        this.state = state;
    }

    /**
     * What a change of a subnet strands: what was nothing special and would be the gateway or excluded, and what was in the pools and
     * would be outside of them.
     */
    Holders of(NetworkState network, SubnetState subnet, Subnet before, Subnet after) {
        SubnetOrder was = SubnetOrder.of(before);
        SubnetOrder will = SubnetOrder.of(after);
        KeptBack kept = was.keptBack(state.policies());
        KeptBack keeps = will.keptBack(state.policies());
        return Holders.of(used(
                network,
                subnet,
                ip -> (keeps.why(ip).isPresent() && kept.why(ip).isEmpty()) || (was.inPools(ip) && !will.inPools(ip))));
    }

    /** What a change of a policy strands in all subnets that it is bound to. */
    Holders of(PolicyState policy, KeptBackIn before, KeptBackIn after) {
        return Holders.of(policy.bindings().entrySet().stream()
                .flatMap(bound -> state.network(bound.getValue()).stream()
                        .flatMap(network -> Stream.ofNullable(network.subnets().get(bound.getKey()))
                                .flatMap(subnet -> {
                                    KeptBack was = before.of(subnet.cidr());
                                    KeptBack will = after.of(subnet.cidr());
                                    return used(
                                                    network,
                                                    subnet,
                                                    ip -> will.why(ip).isPresent()
                                                            && was.why(ip).isEmpty())
                                            .map(address ->
                                                    address + " on " + Holders.network(state, bound.getValue()));
                                }))));
    }

    /** What a policy keeps back of a subnet. */
    interface KeptBackIn {
        KeptBack of(Cidr subnet);
    }

    private static Stream<String> used(NetworkState network, SubnetState subnet, Predicate<Ip> stranded) {
        return subnet.addresses()
                .space()
                .allocated()
                .filter(claim -> stranded.test(claim.getKey()))
                .map(claim -> Holders.address(network, claim));
    }
}
