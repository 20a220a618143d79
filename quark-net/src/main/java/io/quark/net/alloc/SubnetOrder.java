package io.quark.net.alloc;

import io.quark.common.model.Subnet;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a subnet's record says of its addresses. Immutable.
 *
 * @param pools what is handed out automatically: all of it, where the record names none
 */
record SubnetOrder(Cidr cidr, Optional<Ip> gateway, Optional<String> policy, List<Span<Ip>> pools) {

    /** @throws IllegalArgumentException if the record is unsound */
    static SubnetOrder of(Subnet subnet) {
        Cidr cidr = Cidr.of(subnet.cidr());
        List<Span<Ip>> pools = subnet.pools().isEmpty()
                ? List.of(cidr.span())
                : subnet.pools().stream()
                        .map(pool -> new Span<>(Ip.of(pool.start()), Ip.of(pool.end())))
                        .toList();
        return new SubnetOrder(cidr, subnet.gateway().map(Ip::of), subnet.ipPolicy(), pools);
    }

    KeptBack keptBack(Policies policies) {
        return KeptBack.of(cidr, gateway, policy.map(policies::named));
    }

    boolean inPools(Ip ip) {
        return pools.stream().anyMatch(pool -> pool.contains(ip));
    }

    /** What of the subnet is in none of its pools. */
    List<Span<Ip>> outsidePools() {
        List<Span<Ip>> outside = new ArrayList<>();
        Optional<Ip> from = Optional.of(cidr.first());
        for (Span<Ip> pool :
                pools.stream().sorted(Comparator.comparing(Span::first)).toList()) {
            from.filter(start -> start.compareTo(pool.first()) < 0)
                    .ifPresent(
                            start -> outside.add(new Span<>(start, pool.first().previous())));
            from = pool.last().equals(cidr.last())
                    ? Optional.empty()
                    : Optional.of(pool.last().next());
        }
        from.ifPresent(start -> outside.add(new Span<>(start, cidr.last())));
        return outside;
    }
}
