package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewSubnetTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Network network(int mtu) {
        return new Network(
                "n",
                "web",
                "p1",
                "bridge",
                Segment.FLAT,
                mtu,
                Network.Family.ANY,
                false,
                Optional.empty(),
                List.of(),
                Network.State.ACTIVE,
                NOW,
                "");
    }

    private static Checked<Subnet> complete(String cidr, int mtu, List<Subnet> others) {
        return NewSubnet.complete(SubnetRequest.of(cidr), "s", network(mtu), others, NOW);
    }

    @Test
    void itIsCompleteAndNamedAfterItsPlace() {
        Subnet first = complete("10.20.0.0/24", 1500, List.of()).good().orElseThrow();
        assertThat(first.name()).isEqualTo("subnet-1");
        assertThat(first.gateway()).contains("10.20.0.1");
        assertThat(first.network()).isEqualTo("n");
        Subnet second = complete("10.21.0.0/24", 1500, List.of(first)).good().orElseThrow();
        assertThat(second.name()).isEqualTo("subnet-2");
        assertThat(NewSubnet.faults(second, network(1500), List.of(first))).isEmpty();
    }

    @Test
    void itFitsToItsNetwork() {
        Subnet other = complete("10.20.0.0/16", 1500, List.of()).good().orElseThrow();
        assertThat(complete("10.20.3.0/24", 1500, List.of(other)).faults())
                .containsExactly(new Fault("/cidr", "10.20.3.0/24 overlaps 10.20.0.0/16 of the same network"));
        assertThat(complete("fd20::/64", 1000, List.of(other)).faults())
                .extracting(Fault::pointer)
                .containsExactly("/cidr");
        List<Subnet> many = new ArrayList<>();
        for (int i = 0; i < NetworkRules.MAX_SUBNETS; i++) {
            many.add(complete("10." + i + ".0.0/16", 1500, List.of()).good().orElseThrow());
        }
        assertThat(complete("192.168.0.0/24", 1500, many).faults()).hasSize(1);
    }
}
