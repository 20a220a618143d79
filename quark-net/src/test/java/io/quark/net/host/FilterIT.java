package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Nic;
import io.quark.common.testing.BesideOthers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters in a real kernel. The namespace of the host answers for its gateway; another one plays the machine. */
@BesideOthers
class FilterIT {

    private static final String MACHINE = "10.20.0.5";
    private static final String MACHINE6 = "fd20::5";
    private static final String GATEWAY = "10.20.0.1";
    private static final String GATEWAY6 = "fd20::1";

    private final Nic nic = Nics.on(Ids.fresh(), BridgeDriver.NAME);
    private final String tap = DeviceNames.tap(nic.port());
    private Optional<NetworkNamespace> hostNamespace = Optional.empty();
    private Optional<NetworkNamespace> machineNamespace = Optional.empty();

    @BeforeEach
    void plugIn() {
        hostNamespace = Optional.of(NetworkNamespace.open());
        machineNamespace = Optional.of(NetworkNamespace.open());
        host().ip().run("link", "add", "name", "br0", "type", "bridge", "forward_delay", "0");
        host().ip().run("link", "set", "dev", "br0", "up");
        host().ip().run("address", "add", GATEWAY + "/24", "dev", "br0");
        host().ip().run("address", "add", GATEWAY6 + "/64", "dev", "br0", "nodad");
        host().cable(tap, machine(), "eth0", nic.mac());
        host().ip().run("link", "set", "dev", tap, "master", "br0");
        machine().ip().run("address", "add", MACHINE + "/24", "dev", "eth0");
        machine().ip().run("address", "add", MACHINE6 + "/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void close() {
        hostNamespace.ifPresent(NetworkNamespace::close);
        machineNamespace.ifPresent(NetworkNamespace::close);
    }

    private NetworkNamespace host() {
        return hostNamespace.orElseThrow();
    }

    private NetworkNamespace machine() {
        return machineNamespace.orElseThrow();
    }

    private NftGuard guard() {
        return new NftGuard(host().nft(), "test");
    }

    private Endpoint filtered(Filter.Rule... rules) {
        return Endpoint.of(nic, Optional.of(new Filter(List.of(rules))));
    }

    private static Filter.Rule rule(Direction direction, String protocol, int port, String... remotes) {
        return new Filter.Rule(
                direction,
                protocol,
                port == 0 ? Optional.empty() : Optional.of(new Filter.PortRange(port, port)),
                remotes.length == 0 ? Optional.empty() : Optional.of(List.of(remotes)));
    }

    @Test
    void onlyTheNamedPortIsReachedAndItsAnswersPass() {
        guard().allow(tap, filtered(rule(Direction.INGRESS, "tcp", 80)));
        assertThat(speaks(host(), machine(), MACHINE, 80)).isTrue();
        assertThat(speaks(host(), machine(), MACHINE6, 80)).isTrue();
        assertThat(isRefused(host(), machine(), MACHINE, 81)).isTrue();
        assertThat(isRefused(machine(), host(), GATEWAY, 80))
                .as("it may not begin")
                .isTrue();
        assertThat(pings(host(), MACHINE)).isFalse();
        assertThat(pings(machine(), GATEWAY)).isFalse();
    }

    @Test
    void whoMayOnlyBeginGetsAnswersAndNothingElse() {
        guard().allow(tap, filtered(rule(Direction.EGRESS, "any", 0)));
        assertThat(speaks(machine(), host(), GATEWAY, 80)).isTrue();
        assertThat(speaks(machine(), host(), GATEWAY6, 80)).isTrue();
        await().until(() -> pings(machine(), GATEWAY));
        await().until(() -> pings(machine(), GATEWAY6));
        assertThat(isRefused(host(), machine(), MACHINE, 80)).isTrue();
        assertThat(pings(host(), MACHINE)).isFalse();
        assertThat(pings(host(), MACHINE6)).isFalse();
    }

    @Test
    void oneAddressOfAThousandIsEnough() {
        String[] members = IntStream.range(0, 1_000)
                .mapToObj(i -> "10.20." + i / 250 + "." + (i % 250 + 1))
                .toArray(String[]::new);
        guard().allow(tap, filtered(rule(Direction.INGRESS, "icmp", 0, members)));
        await().until(() -> pings(host(), MACHINE));
        guard().allow(tap, filtered(rule(Direction.INGRESS, "icmp", 0, "10.20.0.2", "10.20.0.4/31")));
        assertThat(pings(host(), MACHINE)).isFalse();
    }

    @Test
    void aChangeHoldsAtOnceForWhatGoesOnAndTheRestIsNotDisturbed() {
        Filter.Rule web = rule(Direction.INGRESS, "tcp", 80);
        guard().allow(tap, filtered(web, rule(Direction.INGRESS, "icmp", 0)));
        try (Conversation conversation = Conversation.open(host(), machine(), MACHINE, 80)) {
            assertThat(conversation.isAnswered()).isTrue();
            guard().allow(tap, filtered(web));
            assertThat(conversation.isAnswered()).as("its rule stayed").isTrue();
            assertThat(pings(host(), MACHINE)).isFalse();
            guard().allow(tap, filtered());
            assertThat(conversation.isSilent()).as("its rule is gone").isTrue();
            guard().allow(tap, Endpoint.of(nic));
            await().until(() -> pings(host(), MACHINE));
        }
        assertThat(table()).doesNotContain(tap);
    }

    @Test
    void whatSomebodyElseHasTakenAwayIsSeen() {
        Endpoint endpoint = filtered(rule(Direction.INGRESS, "any", 0));
        guard().allow(tap, endpoint);
        assertThat(guard().drifted(Map.of(tap, endpoint))).isEmpty();
        host().run("nft", "flush", "chain", "bridge", "quark_filter", tap + "_in");
        assertThat(guard().drifted(Map.of(tap, endpoint))).containsKey(tap);
        guard().allow(tap, endpoint);
        host().run("nft", "delete", "table", "bridge", "quark_filter");
        assertThat(guard().drifted(Map.of(tap, endpoint))).containsKey(tap);
        guard().forget(tap);
        assertThat(table()).doesNotContain(tap);
    }

    private static boolean speaks(NetworkNamespace from, NetworkNamespace to, String address, int port) {
        try (Conversation conversation = Conversation.open(from, to, address, port)) {
            return conversation.isAnswered();
        }
    }

    private static boolean isRefused(NetworkNamespace from, NetworkNamespace to, String address, int port) {
        try (Conversation conversation = Conversation.open(from, to, address, port)) {
            return conversation.isSilent();
        }
    }

    private static boolean pings(NetworkNamespace from, String to) {
        return from.run("ping", "-c", "1", "-W", "1", to).exit() == 0;
    }

    private String table() {
        return host().run("nft", "list", "table", "bridge", "quark_filter").out();
    }
}
