package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.testing.BesideOthers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge driver against a real kernel, in a network namespace of its own. */
@BesideOthers
class BridgeDriverIT {

    private final String network = Ids.fresh();
    private final Nic nic = Nics.on(network, BridgeDriver.NAME);
    private final HostNetwork host = HostNetwork.of(nic);
    private final String bridge = BridgeDriver.bridgeOf(network);
    private Optional<NetworkNamespace> namespace = Optional.empty();

    @BeforeEach
    void open() {
        namespace = Optional.of(NetworkNamespace.open());
    }

    @AfterEach
    void close() {
        namespace.ifPresent(NetworkNamespace::close);
    }

    private NetworkNamespace ns() {
        return namespace.orElseThrow();
    }

    private IpCommand ip() {
        return ns().ip();
    }

    private BridgeDriver driver() {
        return ns().driver(Settings.PLAIN);
    }

    @Test
    void aNetworkBecomesABridgeWithItsGateways() {
        driver().realise(host);
        assertThat(ip().link(bridge)).hasValueSatisfying(link -> {
            assertThat(link.kind()).isEqualTo("bridge");
            assertThat(link.alias()).isEqualTo("quark:test:" + network);
            assertThat(link.mtu()).isEqualTo(1400);
            assertThat(link.up()).isTrue();
        });
        assertThat(ip().addresses(bridge)).contains("10.20.0.1/24", "fd20::1/64");
        assertThat(ns().get("ipv4/conf/" + bridge + "/forwarding")).contains("0");
        assertThat(ns().get("ipv6/conf/" + bridge + "/accept_dad")).contains("0");
        assertThat(bridge.length()).isLessThanOrEqualTo(15);
    }

    @Test
    void realisingAndRemovingTwiceDoesNoHarm() {
        driver().realise(host);
        driver().realise(host);
        assertThat(driver().remove(host)).isTrue();
        assertThat(driver().remove(host)).isTrue();
        assertThat(ip().link(bridge)).isEmpty();
        driver().detach(Endpoint.of(nic));
    }

    @Test
    void aChangedMtuIsFollowed() {
        driver().realise(host);
        driver().realise(new HostNetwork(network, "web", Segment.FLAT, 1300, host.gateways()));
        assertThat(ip().link(bridge).map(Link::mtu)).contains(1300);
    }

    @Test
    void anInterruptedMakingIsCompleted() {
        ip().run("link", "add", "name", bridge, "type", "bridge");
        driver().realise(host);
        assertThat(ip().link(bridge).map(Link::alias)).contains("quark:test:" + network);
    }

    @Test
    void aForeignDeviceOfThatNameIsRefusedAndLeftAlone() {
        ip().run("link", "add", "name", bridge, "type", "bridge");
        ip().run("link", "set", "dev", bridge, "alias", "somebody else's");
        assertThatThrownBy(() -> driver().realise(host))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.problem().type()).isEqualTo("device-name-taken"))
                .hasMessageContaining("somebody else's");
        assertThat(driver().remove(host)).isTrue();
        assertThat(ip().link(bridge)).isPresent();
    }

    @Test
    void aBridgeWithADeviceInItStays() {
        driver().realise(host);
        ns().run("ip", "tuntap", "add", "dev", "other0", "mode", "tap");
        ip().run("link", "set", "dev", "other0", "master", bridge);
        assertThat(driver().remove(host)).isFalse();
        ip().run("link", "delete", "dev", "other0");
        assertThat(driver().remove(host)).isTrue();
    }

    @Test
    void aTapLeftBehindGoesWithItsEndpoint() {
        driver().realise(host);
        String tap = ((Attachment.BridgeAttachment) driver().attach(Endpoint.of(nic))).target();
        assertThat(ns().run("ip", "tuntap", "add", "dev", tap, "mode", "tap").exit())
                .isZero();
        ip().run("link", "set", "dev", tap, "master", bridge);
        driver().detach(Endpoint.of(nic));
        assertThat(ip().link(tap)).isEmpty();
        assertThat(driver().remove(host)).isTrue();
    }

    @Test
    void theHostReachesItsGateway() {
        ip().run("link", "set", "dev", "lo", "up");
        driver().realise(host);
        assertThat(ns().run("ip", "route", "get", "10.20.0.5").out()).contains(bridge);
        assertThat(ns().run("ip", "-6", "route", "get", "fd20::5").out()).contains(bridge);
    }

    @Test
    void aPhysicalNetworkThatTheHostIsNotOnIsRefused() {
        Segment vlan = new Segment(Segment.Type.VLAN, Optional.of("phys"), Optional.of(7));
        HostNetwork tagged = HostNetwork.of(Nics.on(network, BridgeDriver.NAME, vlan, 1500));
        assertThatThrownBy(() -> driver().realise(tagged)).hasMessageContaining("'phys'");
        assertThat(ip().link(bridge)).isEmpty();
    }

    @Test
    void aHostMayKeepOffTheGateways() {
        ns().driver(new BridgeSettings("test", Map.of(), Optional.empty(), false))
                .realise(host);
        assertThat(ip().addresses(bridge)).doesNotContain("10.20.0.1/24");
    }
}
