package io.quark.net.model;

import io.quark.common.model.Subnet;
import io.quark.common.model.Subnet.Pool;
import io.quark.common.model.Subnet.Route;
import java.util.List;
import java.util.Optional;

/**
 * A subnet as asked for. What is absent has a default ({@link NetworkRules}).
 *
 * @param gateway an address of the subnet, or {@link #NO_GATEWAY}; absent: the first host address
 * @param reuseAfterS seconds
 */
public record SubnetRequest(
        Optional<String> name,
        String cidr,
        Optional<String> gateway,
        List<Pool> pools,
        List<Route> routes,
        List<String> dns,
        Optional<String> domain,
        Optional<String> ipPolicy,
        Optional<Integer> reuseAfterS,
        List<String> tags) {

    /** Says that a subnet has no gateway. */
    public static final String NO_GATEWAY = "none";

    public SubnetRequest {
        pools = pools == null ? List.of() : List.copyOf(pools);
        routes = routes == null ? List.of() : List.copyOf(routes);
        tags = tags == null ? List.of() : List.copyOf(tags);
        dns = dns == null ? List.of() : List.copyOf(dns);
    }

    /** A subnet of which only the range is asked for. */
    public static SubnetRequest of(String cidr) {
        return new SubnetRequest(
                Optional.empty(),
                cidr,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** The request that asks for just this record. */
    static SubnetRequest of(Subnet subnet) {
        return new SubnetRequest(
                Optional.of(subnet.name()),
                subnet.cidr(),
                Optional.of(subnet.gateway().orElse(NO_GATEWAY)),
                subnet.pools(),
                subnet.routes(),
                subnet.dns(),
                subnet.domain(),
                subnet.ipPolicy(),
                Optional.of(subnet.reuseAfterS()),
                subnet.tags());
    }
}
