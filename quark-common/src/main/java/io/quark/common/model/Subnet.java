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
 * @param ipPolicy id of the policy that says what is never handed out besides
 * @param changing while a change of it is being checked: what it was before
 * @param deleting the work unit that is removing it: nothing is handed out any more
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
        List<String> tags,
        Optional<Changing> changing,
        Optional<String> deleting,
        Instant createdAt,
        String op) {

    public Subnet {
        pools = Copies.list(pools);
        routes = Copies.list(routes);
        dns = Copies.list(dns);
        tags = Copies.list(tags);
    }

    /** A range of addresses, both ends included. */
    public record Pool(String start, String end) {}

    public record Route(String destination, String nextHop) {}

    /**
     * A change under way: the record says already what is to be, and allocation keeps to that; should an address in use turn out
     * to be in the way, the record becomes again what it was.
     *
     * @param workUnit that changes it
     * @param before itself not changing
     */
    public record Changing(String workUnit, Subnet before) {}

    /** The same subnet, being changed from that, or not being changed. */
    public Subnet withChanging(Optional<Changing> newChanging, String newOp) {
        return new Subnet(
                id,
                network,
                name,
                cidr,
                gateway,
                pools,
                routes,
                dns,
                domain,
                ipPolicy,
                reuseAfterS,
                tags,
                newChanging,
                deleting,
                createdAt,
                newOp);
    }

    /** The same subnet, being removed by that work unit, or not. */
    public Subnet withDeleting(Optional<String> workUnit, String newOp) {
        return new Subnet(
                id,
                network,
                name,
                cidr,
                gateway,
                pools,
                routes,
                dns,
                domain,
                ipPolicy,
                reuseAfterS,
                tags,
                changing,
                workUnit,
                createdAt,
                newOp);
    }

    /** The same subnet with these routes. */
    public Subnet withRoutes(List<Route> newRoutes, String newOp) {
        return new Subnet(
                id,
                network,
                name,
                cidr,
                gateway,
                pools,
                newRoutes,
                dns,
                domain,
                ipPolicy,
                reuseAfterS,
                tags,
                changing,
                deleting,
                createdAt,
                newOp);
    }

    /** The same subnet written by that work unit. */
    public Subnet withOp(String newOp) {
        return withRoutes(routes, newOp);
    }
}
