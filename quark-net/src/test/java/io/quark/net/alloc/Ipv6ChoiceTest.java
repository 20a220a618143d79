package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.Port;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6ChoiceTest {

    private final NetWorld world = new NetWorld();

    private String ip(String network) {
        String id = String.valueOf(NetRun.done(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0))
                .get("port"));
        List<Port.PortAddress> addresses = new NetTree(world.tree).port(id).addresses();
        assertThat(addresses).hasSize(1);
        return addresses.get(0).ip();
    }

    @Test
    void theAddressFollowsFromTheMacWithItsUniversalBitInverted() {
        assertThat(ip(world.make("fd20::/64"))).isEqualTo("fd20::5054:ff:fe00:0");
        assertThat(ip(world.make("fd20::/48"))).isEqualTo("fd20::5054:ff:fe00:1");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 80, 96, 104})
    void behindALongerPrefixItIsOpaqueAndWithinTheSubnet(int prefix) {
        Cidr cidr = Cidr.of("fd20::/" + prefix);
        String network = world.make(cidr.text());
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String ip = ip(network);
            assertThat(cidr.contains(Ip.of(ip))).isTrue();
            assertThat(given.add(ip)).as("%s is given once", ip).isTrue();
        }
        assertThat(given).as("not in a row").doesNotContain("fd20::2", "fd20::3", "fd20::4");
    }

    @Test
    void theSameAskerFindsTheSameAddressAsLongAsThatIsFree() {
        String network = world.make("fd20::/96");
        NetRun run = NetRun.of(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0));
        NetStep.Act first = (NetStep.Act) run.ask();
        world.index.abandon(first.proposal());
        NetStep.Act again = (NetStep.Act) run.ask();
        world.index.abandon(again.proposal());
        assertThat(again.ops()).isEqualTo(first.ops());
    }

    @Test
    void aSmallSubnetIsHandedOutToItsLastAddress() {
        String network = world.make("fd20::/124");
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 14; i++) {
            given.add(ip(network));
        }
        assertThat(given).hasSize(14).doesNotContain("fd20::", "fd20::1");
        assertThat(NetRun.refused(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0))
                        .type())
                .isEqualTo("subnet-exhausted");
    }
}
