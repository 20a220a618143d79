package io.quark.net.model;

import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What makes one subnet acceptable on a network that is there, made later or changed. Pointers are relative to the subnet. Never throws
 * for bad input.
 */
public final class NewSubnet {

    private NewSubnet() {}

    /**
     * The subnet's record, complete and canonical, or every fault.
     *
     * @param others the other subnets of the network
     * @param now when it is made, as its record says
     */
    public static Checked<Subnet> complete(
            SubnetRequest request, String id, Network network, List<Subnet> others, Instant now) {
        Faults faults = new Faults();
        if (others.size() >= NetworkRules.MAX_SUBNETS) {
            faults.add("", "a network has at most " + NetworkRules.MAX_SUBNETS + " subnets");
        }
        Optional<SubnetRules.Facts> facts = new SubnetRules(faults, "").judge(request);
        facts.map(SubnetRules.Facts::cidr).ifPresent(cidr -> {
            others.stream()
                    .map(other -> Cidr.of(other.cidr()))
                    .filter(cidr::overlaps)
                    .forEach(other -> faults.add("/cidr", cidr + " overlaps " + other + " of the same network"));
            if (cidr.family() == IpFamily.IPV6 && network.mtu() < NetworkRules.MIN_MTU_IPV6) {
                faults.add(
                        "/cidr",
                        "IPv6 needs an MTU of at least " + NetworkRules.MIN_MTU_IPV6 + ", and the network has "
                                + network.mtu());
            }
        });
        if (faults.count() > 0 || facts.isEmpty()) {
            return new Checked.Bad<>(faults.all());
        }
        String name = request.name().orElse("subnet-" + (others.size() + 1));
        return Checked.good(NetworkRules.record(request, facts.get(), id, network.id(), name, now));
    }

    /** The faults of a record that should have come from {@link #complete}. */
    public static List<Fault> faults(Subnet subnet, Network network, List<Subnet> others) {
        return complete(SubnetRequest.of(subnet), subnet.id(), network, others, subnet.createdAt())
                .faults();
    }
}
