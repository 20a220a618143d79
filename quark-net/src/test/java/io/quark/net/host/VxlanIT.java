package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.testing.BesideOthers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two namespaces play hosts with a cable between them; others play the machines on them, by cables in the place of taps. */
@BesideOthers
class VxlanIT {

    private static final int UNDERLAY_MTU = 1500;
    private static final int MTU = 1450;
    private static final String LEFT = "192.0.2.1";
    private static final String RIGHT = "192.0.2.2";

    private final List<NetworkNamespace> namespaces = new ArrayList<>();
    private final String network = Ids.fresh();
    private final Nic left = Nics.with(nic(network, 4711, 1), List.of("10.20.0.11"));
    private final Nic right = Nics.with(nic(network, 4711, 2), List.of("10.20.0.12"));

    private static Nic nic(String network, int vni, int number) {
        Segment segment = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(vni));
        return Nics.another(Nics.on(network, BridgeDriver.NAME, segment, MTU), number);
    }

    @BeforeEach
    void cable() {
        NetworkNamespace here = namespace();
        NetworkNamespace there = namespace();
        here.cable("uplink0", there, "uplink0", "02:00:00:00:00:02");
        here.ip().run("address", "add", LEFT + "/24", "dev", "uplink0");
        there.ip().run("address", "add", RIGHT + "/24", "dev", "uplink0");
    }

    @AfterEach
    void close() {
        namespaces.forEach(NetworkNamespace::close);
    }

    private NetworkNamespace namespace() {
        NetworkNamespace fresh = NetworkNamespace.open();
        namespaces.add(fresh);
        return fresh;
    }

    private NetworkNamespace leftHost() {
        return namespaces.get(0);
    }

    private NetworkNamespace rightHost() {
        return namespaces.get(1);
    }

    private BridgeDriver leftDriver() {
        return leftHost().driver(Settings.tunnel(LEFT));
    }

    private BridgeDriver rightDriver() {
        return rightHost().driver(Settings.tunnel(RIGHT));
    }

    /** A machine with that interface, up and configured. */
    private NetworkNamespace machine(NetworkNamespace host, BridgeDriver driver, Nic nic) {
        driver.realise(HostNetwork.of(nic));
        Attachment.BridgeAttachment place = (Attachment.BridgeAttachment) driver.attach(Endpoint.of(nic));
        NetworkNamespace machine = namespace();
        host.cable(place.target(), machine, "eth0", nic.mac());
        host.ip().run("link", "set", "dev", place.target(), "mtu", Integer.toString(place.mtu()));
        host.ip().run("link", "set", "dev", place.target(), "master", place.bridge());
        machine.ip().run("link", "set", "dev", "eth0", "mtu", Integer.toString(place.mtu()));
        machine.ip().run("address", "add", nic.addresses().get(0).ip() + "/24", "dev", "eth0");
        return machine;
    }

    private static Forward to(Nic nic, String host) {
        return new Forward(nic.mac(), host);
    }

    /** Whether one of some pings is answered: the first may come while its neighbour is still being looked for. */
    private static boolean reaches(NetworkNamespace machine, String ip) {
        return machine.run("ping", "-c", "4", "-i", "0.3", "-W", "1", ip).exit() == 0;
    }

    private static void forgetNeighbours(NetworkNamespace machine) {
        machine.run("ip", "neighbour", "flush", "dev", "eth0");
    }

    @Test
    void machinesReachEachOtherAcrossHostsAsLongAsTheirHostsAreTold() {
        NetworkNamespace one = machine(leftHost(), leftDriver(), left);
        NetworkNamespace other = machine(rightHost(), rightDriver(), right);
        assertThat(reaches(one, "10.20.0.12")).isFalse(); // nobody has told where it is
        leftDriver().forward(HostNetwork.of(left), Set.of(to(right, RIGHT)));
        rightDriver().forward(HostNetwork.of(right), Set.of(to(left, LEFT)));
        forgetNeighbours(one);
        await().until(() -> reaches(one, "10.20.0.12"));
        await().until(() -> reaches(other, "10.20.0.11"));
        leftDriver().forward(HostNetwork.of(left), Set.of());
        forgetNeighbours(one);
        forgetNeighbours(other);
        assertThat(reaches(one, "10.20.0.12")).isFalse();
    }

    @Test
    void frameSizesUpToTheNetworksMtuPass() {
        NetworkNamespace one = machine(leftHost(), leftDriver(), left);
        machine(rightHost(), rightDriver(), right);
        leftDriver().forward(HostNetwork.of(left), Set.of(to(right, RIGHT)));
        rightDriver().forward(HostNetwork.of(right), Set.of(to(left, LEFT)));
        String full = Integer.toString(MTU - 28); // less IPv4's and ICMP's headers
        await().until(() -> one.run("ping", "-c", "1", "-W", "1", "-M", "do", "-s", full, "10.20.0.12")
                        .exit()
                == 0);
    }

    @Test
    void anotherNetworkWithTheSameAddressesIsNotReached() {
        NetworkNamespace one = machine(leftHost(), leftDriver(), left);
        Nic stranger = Nics.with(nic(Ids.fresh(), 4712, 3), List.of("10.20.0.12"));
        NetworkNamespace strange = machine(rightHost(), rightDriver(), stranger);
        rightDriver().realise(HostNetwork.of(right)); // the network is here, only not that machine
        leftDriver().forward(HostNetwork.of(left), Set.of(to(stranger, RIGHT), to(right, RIGHT)));
        rightDriver().forward(HostNetwork.of(stranger), Set.of(to(left, LEFT)));
        rightDriver().forward(HostNetwork.of(right), Set.of(to(left, LEFT)));
        assertThat(reaches(one, "10.20.0.12")).isFalse();
        assertThat(reaches(strange, "10.20.0.11")).isFalse();
    }

    @Test
    void anUnderlayThatIsTooNarrowIsNamedWithWhatToDo() {
        leftHost().ip().run("link", "set", "dev", "uplink0", "mtu", Integer.toString(UNDERLAY_MTU - 1));
        assertThatThrownBy(() -> leftDriver().realise(HostNetwork.of(left)))
                .isInstanceOfSatisfying(DriverException.class, e -> {
                    assertThat(e.problem().detail()).contains("uplink0", "1500", "1499");
                    assertThat(e.problem().hint().orElseThrow()).contains("at most 1449");
                });
        assertThat(leftHost().ip().link(DeviceNames.bridge(network))).isEmpty();
    }

    @Test
    void aTunnelAddressThatTheHostHasNotIsNamed() {
        BridgeDriver mistaken = leftHost().driver(Settings.tunnel("192.0.2.99"));
        assertThatThrownBy(() -> mistaken.realise(HostNetwork.of(left))).hasMessageContaining("192.0.2.99");
        BridgeDriver untold = leftHost().driver(Settings.PLAIN);
        assertThatThrownBy(() -> untold.realise(HostNetwork.of(left)))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.problem().hint().orElseThrow()).contains("net.tunnel"));
    }

    @Test
    void anotherDeviceWithTheSameIdIsNamed() {
        leftHost().run("ip", "link", "add", "mine", "type", "vxlan", "id", "4711", "dstport", "4789");
        assertThatThrownBy(() -> leftDriver().realise(HostNetwork.of(left)))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.problem().type()).endsWith("segment-in-use"))
                .hasMessageContaining("4711");
    }

    @Test
    void aHostThatGotAnotherAddressMakesItsDeviceAnew() {
        leftDriver().realise(HostNetwork.of(left));
        leftHost().ip().run("address", "add", "192.0.2.7/24", "dev", "uplink0");
        leftHost().driver(Settings.tunnel("192.0.2.7")).realise(HostNetwork.of(left));
        assertThat(leftHost().ip().link(DeviceNames.vxlan(network)))
                .hasValueSatisfying(link -> assertThat(link.detail("local")).contains("192.0.2.7"));
    }

    @Test
    void manyEntriesAreMadeAndChanged() {
        leftDriver().realise(HostNetwork.of(left));
        leftDriver().forward(HostNetwork.of(left), many(0));
        leftDriver().forward(HostNetwork.of(left), many(100));
        assertThat(new ForwardingTable(leftHost().bridge()).all().get(DeviceNames.vxlan(network)))
                .hasSize(5_000 + 50)
                .containsAll(many(100));
    }

    private static Set<Forward> many(int from) {
        Set<Forward> entries = new HashSet<>();
        for (int i = from; i < from + 5_000; i++) {
            entries.add(
                    new Forward(String.format("52:54:00:01:%02x:%02x", i >> 8, i & 255), "198.51.100." + (1 + i % 50)));
        }
        return entries;
    }
}
