package io.quark.net.alloc;

import io.quark.common.model.Subnet;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A subnet and its addresses, as one index sees them. Not thread safe. */
final class SubnetState {

    private final Subnet subnet;
    private final Cidr cidr;
    private final Optional<Ip> gateway;
    private final Claims<Ip> addresses;

    /**
     * Reads a subnet's record.
     *
     * @param addresses what is claimed; it is arranged by the record
     * @throws IllegalArgumentException if the record is unsound
     */
    SubnetState(Subnet subnet, Claims<Ip> addresses) {
        this.subnet = subnet;
        this.cidr = Cidr.of(subnet.cidr());
        this.gateway = subnet.gateway().map(Ip::of);
        this.addresses = addresses;
        addresses.space().arrange(Duration.ofSeconds(subnet.reuseAfterS()), ranges());
    }

    /** The addresses of a subnet of which nothing was seen yet. */
    static Claims<Ip> noAddresses(Subnet subnet, Paths paths) {
        return new Claims<>(paths.addresses(subnet.network(), subnet.id()), ClaimBuckets::of);
    }

    private List<AutomaticRange<Ip>> ranges() {
        Set<Ip> kept = new HashSet<>();
        gateway.ifPresent(kept::add);
        if (cidr.hasReserved()) {
            kept.add(cidr.first());
            if (family() == IpFamily.IPV4) {
                kept.add(cidr.last());
            }
        }
        if (subnet.pools().isEmpty()) {
            return List.of(range(cidr.first(), cidr.last(), kept));
        }
        List<AutomaticRange<Ip>> ranges = new ArrayList<>();
        for (Subnet.Pool pool : subnet.pools()) {
            ranges.add(range(Ip.of(pool.start()), Ip.of(pool.end()), kept));
        }
        return ranges;
    }

    private static AutomaticRange<Ip> range(Ip first, Ip last, Set<Ip> kept) {
        Set<Ip> excluded = new HashSet<>(kept);
        excluded.removeIf(ip -> ip.compareTo(first) < 0 || ip.compareTo(last) > 0);
        return new AutomaticRange<>(first, last, excluded);
    }

    /** Why it is never handed out, not even when asked for. */
    Optional<String> keptBack(Ip ip) {
        return gateway.filter(ip::equals).isPresent() ? Optional.of("the gateway") : cidr.reserved(ip);
    }

    Usage usage() {
        ClaimSpace<Ip> space = addresses.space();
        return new Usage(
                subnet.id(),
                subnet.cidr(),
                space.ranges().stream().map(range -> usage(space, range)).toList(),
                space.usedOutside());
    }

    private static Usage.PoolUsage usage(ClaimSpace<Ip> space, AutomaticRange<Ip> range) {
        return new Usage.PoolUsage(
                range.first().text(),
                range.last().text(),
                range.size(),
                range.used(),
                range.excluded(),
                range.cooling(),
                space.nextMatures(range));
    }

    Subnet subnet() {
        return subnet;
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
