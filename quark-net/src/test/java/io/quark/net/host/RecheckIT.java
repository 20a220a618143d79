package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.testing.BesideOthers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a careless hand does to a host, and what the plugin makes of it. */
@BesideOthers
class RecheckIT {

    private static final String TUNNEL = "192.0.2.1";

    private final Nic nic = Nics.on(
            Ids.fresh(), BridgeDriver.NAME, new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(4711)), 1400);
    private final String network = nic.network().id();
    private final String bridge = DeviceNames.bridge(network);
    private final String vxlan = DeviceNames.vxlan(network);
    private final String tap = DeviceNames.tap(nic.port());
    private Optional<NetworkNamespace> namespace = Optional.empty();

    @BeforeEach
    void open() {
        namespace = Optional.of(NetworkNamespace.open());
        host().run("ip", "link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1");
        host().run("ip", "address", "add", TUNNEL + "/24", "dev", "uplink0");
    }

    @AfterEach
    void close() {
        namespace.ifPresent(NetworkNamespace::close);
    }

    private NetworkNamespace host() {
        return namespace.orElseThrow();
    }

    @Test
    void whatSomebodyHasTakenAwayComesBackAndIsTold() {
        BridgeDriver driver = host().driver(Settings.tunnel(TUNNEL));
        Plugin plugin = new Plugin(Map.of(BridgeDriver.NAME, driver), Optional.empty());
        plugin.restore(List.of());
        plugin.attach(nic);
        host().run("ip", "tuntap", "add", "dev", tap, "mode", "tap");
        host().ip().run("link", "set", "dev", tap, "master", bridge);
        plugin.forward(nic, Set.of(new Forward("52:54:00:00:09:09", "192.0.2.9")));
        assertThat(plugin.recheck()).isEmpty();
        String rules = rules();

        host().run("nft", "flush", "ruleset");
        assertThat(plugin.recheck()).singleElement().satisfies(drift -> {
            assertThat(drift.port()).contains(nic.port());
            assertThat(drift.what()).contains(tap);
        });
        assertThat(rules()).isEqualTo(rules);

        host().run("bridge", "fdb", "del", ForwardingEntries.ALL, "dev", vxlan, "dst", "192.0.2.9", "self");
        assertThat(plugin.recheck())
                .extracting(Drift::what)
                .singleElement()
                .asString()
                .contains(vxlan);
        assertThat(host().run("bridge", "fdb", "show", "brport", vxlan).out()).contains(ForwardingEntries.ALL);

        host().ip().run("link", "delete", "dev", bridge);
        host().ip().run("link", "delete", "dev", vxlan);
        assertThat(plugin.recheck()).extracting(Drift::network).containsOnly(network);
        assertThat(host().ip().portsOf(bridge)).containsExactlyInAnyOrder(vxlan, tap);
        assertThat(host().run("bridge", "fdb", "show", "brport", vxlan).out()).contains("52:54:00:00:09:09");
        assertThat(plugin.recheck()).isEmpty();
    }

    private String rules() {
        return host().run("nft", "list", "table", "bridge", "quark").out();
    }
}
