package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.AddressChoice.Asker;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every address of every small subnet. */
class SubnetStateTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Asker ASKER = new Asker(Optional.of(Mac.of("52:54:00:00:00:01")), "port");

    static Stream<Cidr> everySmallRange() {
        return Stream.concat(
                IntStream.rangeClosed(24, 32).mapToObj(prefix -> Cidr.of("10.20.7.0/" + prefix)),
                IntStream.rangeClosed(120, 128).mapToObj(prefix -> Cidr.of("fd20::7:0/" + prefix)));
    }

    @ParameterizedTest
    @MethodSource("everySmallRange")
    void allOfItIsHandedOutOnceAndAfterItsQuarantineAgain(Cidr cidr) {
        for (Optional<Ip> gateway : List.of(cidr.defaultGateway(), Optional.<Ip>empty(), Optional.of(cidr.last()))) {
            for (Stripe stripe : List.of(Stripe.WHOLE, new Stripe(1, 2), new Stripe(4, 7))) {
                handOutAll(cidr, gateway, stripe);
            }
        }
    }

    private static void handOutAll(Cidr cidr, Optional<Ip> gateway, Stripe stripe) {
        SubnetState subnet = subnet(cidr, gateway);
        ClaimSpace<Ip> space = subnet.addresses().space();
        Set<Ip> expected = hosts(cidr, gateway);

        List<Ip> handedOut = new ArrayList<>();
        drain(subnet, stripe, START, handedOut);
        assertThat(handedOut).hasSize(expected.size()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(subnet.usage().free()).isZero();

        for (int i = 0; i < handedOut.size(); i++) {
            space.unreserve(handedOut.get(i), 1);
            space.seen(handedOut.get(i), new ClaimNode(Claim.cooling("w"), 1, START.plusSeconds(i)));
        }
        assertThat(AddressChoice.automatic(subnet, ASKER, stripe, START.plusSeconds(59)))
                .isEmpty();
        List<Ip> again = new ArrayList<>();
        drain(subnet, stripe, START.plusSeconds(60), again);
        assertThat(again).hasSize(Math.min(1, expected.size()));
        drain(subnet, stripe, START.plusSeconds(60 + 300), again);
        assertThat(again).containsExactlyInAnyOrderElementsOf(expected);
        if (stripe.count() == 1) {
            assertThat(again).containsExactlyElementsOf(handedOut);
        }
    }

    private static void drain(SubnetState subnet, Stripe stripe, Instant now, List<Ip> into) {
        Optional<Ip> next = AddressChoice.automatic(subnet, ASKER, stripe, now);
        while (next.isPresent()) {
            into.add(next.get());
            subnet.addresses().space().reserve(next.get(), "port", 1);
            next = AddressChoice.automatic(subnet, ASKER, stripe, now);
        }
    }

    private static Set<Ip> hosts(Cidr cidr, Optional<Ip> gateway) {
        Set<Ip> hosts = new HashSet<>();
        int size = cidr.size().intValueExact();
        Ip ip = cidr.first();
        for (int i = 0; i < size; i++) {
            boolean first = i == 0 && size > 2;
            boolean broadcast = i == size - 1 && size > 2 && cidr.family() == IpFamily.IPV4;
            if (!first && !broadcast && gateway.filter(ip::equals).isEmpty()) {
                hosts.add(ip);
            }
            ip = ip.next();
        }
        return hosts;
    }

    private static SubnetState subnet(Cidr cidr, Optional<Ip> gateway) {
        Subnet record = new Subnet(
                "s",
                "n",
                "name",
                cidr.text(),
                gateway.map(Ip::text),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                60,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                START,
                "w");
        Paths paths = new Paths("/quark", 16);
        return new SubnetState(record, 0, SubnetState.noAddresses(record, paths), new Policies(paths));
    }
}
