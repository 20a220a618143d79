package io.quark.net.alloc;

import io.quark.common.model.Subnet;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A subnet and its addresses, as one index sees them. Not thread safe. */
final class SubnetState {

    private final Subnet subnet;
    private final int version;
    private final Cidr cidr;
    private final Policies policies;
    private final List<String> policiesInForce;
    private final KeptBack keptBack;
    private final Claims<Ip> addresses;

    /**
     * Reads a subnet's record.
     *
     * @param version of its node
     * @param addresses what is claimed; it is arranged by the record
     * @throws IllegalArgumentException if the record is unsound
     */
    SubnetState(Subnet subnet, int version, Claims<Ip> addresses, Policies policies) {
        this.subnet = subnet;
        this.version = version;
        this.cidr = Cidr.of(subnet.cidr());
        this.policies = policies;
        this.policiesInForce = Bindings.policies(subnet).toList();
        this.keptBack = keptBack(subnet);
        this.addresses = addresses;
        addresses.space().arrange(Duration.ofSeconds(subnet.reuseAfterS()), ranges());
    }

    /** The same subnet with its policy as it is now. */
    SubnetState rearranged() {
        return new SubnetState(subnet, version, addresses, policies);
    }

    /** The addresses of a subnet of which nothing was seen yet. */
    static Claims<Ip> noAddresses(Subnet subnet, Paths paths) {
        return new Claims<>(paths.addresses(subnet.network(), subnet.id()), ClaimBuckets::of);
    }

    /** While it is being changed, what either record keeps back: it may become again what it was. */
    private KeptBack keptBack(Subnet record) {
        if (record.deleting().isPresent()) {
            return KeptBack.whole(cidr, "of a subnet that is being deleted");
        }
        KeptBack now = rules(record).keptBack(policies);
        return record.changing()
                .map(change -> now.and(rules(change.before()).keptBack(policies)))
                .orElse(now);
    }

    private static SubnetOrder rules(Subnet record) {
        return SubnetOrder.of(record);
    }

    private List<AutomaticRange<Ip>> ranges() {
        if (subnet.deleting().isPresent()) {
            return List.of();
        }
        // What lies outside of the pools that were is left alone until the change is through.
        List<Span<Ip>> excluded = Stream.concat(
                        keptBack.spans(),
                        subnet.changing().stream().flatMap(change -> rules(change.before()).outsidePools().stream()))
                .toList();
        List<AutomaticRange<Ip>> ranges = new ArrayList<>();
        for (Span<Ip> pool : rules(subnet).pools()) {
            ranges.add(new AutomaticRange<>(pool.first(), pool.last(), excluded));
        }
        return ranges;
    }

    /** Why it is never handed out, not even when asked for. */
    Optional<String> keptBack(Ip ip) {
        return keptBack.why(ip)
                .or(() -> subnet.changing()
                        .filter(change -> rules(change.before()).inPools(ip)
                                && !rules(subnet).inPools(ip))
                        .map(change -> "about to be outside of the pools"));
    }

    /** Whoever hands out one of its addresses rests on the policies that allow it, beside the version of its network. */
    void restsOn(Draft draft) {
        for (String id : policiesInForce) {
            policies.restsOn(id, draft);
        }
    }

    Usage usage() {
        ClaimSpace<Ip> space = addresses.space();
        return new Usage(subnet.id(), subnet.cidr(), Usage.pools(space), space.usedOutside(), space.withoutPort());
    }

    Subnet subnet() {
        return subnet;
    }

    /** The version of its node. */
    int version() {
        return version;
    }

    Cidr cidr() {
        return cidr;
    }

    IpFamily family() {
        return cidr.family();
    }

    Claims<Ip> addresses() {
        return addresses;
    }
}
