package io.quark.common.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses of a network.
 *
 * @param cidr canonical: the network's own address and the prefix length
 * @param gateway never handed out
 * @param pools what may be handed out automatically; empty: everything that may be
 * @param reuseAfterS seconds after its release before an address is handed out again; at least 0
 */
public record Subnet(
        String id,
        String network,
        String name,
        String cidr,
        Optional<String> gateway,
        List<Pool> pools,
        List<Route> routes,
        List<String> dns,
        Optional<String> domain,
        Optional<String> ipPolicy,
        int reuseAfterS,
        Instant createdAt,
        String op) {

    public Subnet {
        pools = Copies.list(pools);
        routes = Copies.list(routes);
        dns = Copies.list(dns);
    }

    /** A range of addresses, both ends included. */
    public record Pool(String start, String end) {}

    public record Route(String destination, String nextHop) {}
}
