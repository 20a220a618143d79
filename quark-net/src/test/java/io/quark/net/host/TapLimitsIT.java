package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.common.testing.BesideOthers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Limits and marks in a real kernel, with real traffic. A namespace plays the machine, another one whom it talks to. What is measured is
 * measured until a busy machine lets it come; only more than a limit lets through fails at once.
 */
@BesideOthers
class TapLimitsIT {

    private static final String TAP = "qt0123456789";
    private static final String SHAPER = "qi0123456789";
    private static final String OTHER_TAP = "qt9876543210";
    private static final String MACHINE = "10.9.0.1";
    private static final String OTHER = "10.9.0.2";

    private static final Duration MEASURED = Duration.ofMillis(1500);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Optional<NetworkNamespace> hostNamespace = Optional.empty();
    private Optional<NetworkNamespace> machineNamespace = Optional.empty();
    private Optional<NetworkNamespace> otherNamespace = Optional.empty();

    @BeforeEach
    void plugIn() {
        hostNamespace = Optional.of(NetworkNamespace.open());
        machineNamespace = Optional.of(NetworkNamespace.open());
        otherNamespace = Optional.of(NetworkNamespace.open());
        host().ip().run("link", "add", "name", "br0", "type", "bridge", "forward_delay", "0");
        host().ip().run("link", "set", "dev", "br0", "up");
        plug(TAP, machine(), "52:54:00:00:00:01", MACHINE, "fd09::1");
        plug(OTHER_TAP, other(), "52:54:00:00:00:02", OTHER, "fd09::2");
    }

    private void plug(String tap, NetworkNamespace namespace, String mac, String v4, String v6) {
        host().cable(tap, namespace, "eth0", mac);
        host().ip().run("link", "set", "dev", tap, "master", "br0");
        namespace.ip().run("address", "add", v4 + "/24", "dev", "eth0");
        namespace.ip().run("address", "add", v6 + "/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void close() {
        hostNamespace.ifPresent(NetworkNamespace::close);
        machineNamespace.ifPresent(NetworkNamespace::close);
        otherNamespace.ifPresent(NetworkNamespace::close);
    }

    private NetworkNamespace host() {
        return hostNamespace.orElseThrow();
    }

    private NetworkNamespace machine() {
        return machineNamespace.orElseThrow();
    }

    private NetworkNamespace other() {
        return otherNamespace.orElseThrow();
    }

    private LinuxTapLimits limits() {
        return new LinuxTapLimits(host().ip(), host().tc(), host().nft(), "test");
    }

    @Test
    void whatAMachineReceivesIsLimitedWhileItFlows() {
        assertFollows(
                () -> Flow.start(other(), machine(), MACHINE),
                rate -> new TrafficLimits(Optional.empty(), Optional.of(rate), Optional.empty()));
    }

    @Test
    void whatAMachineSendsIsLimitedWhileItFlows() {
        assertFollows(
                () -> Flow.start(machine(), other(), OTHER),
                rate -> new TrafficLimits(Optional.of(rate), Optional.empty(), Optional.empty()));
    }

    private interface Limiting {
        TrafficLimits to(Rate rate);
    }

    private void assertFollows(Supplier<Flow> flows, Limiting limiting) {
        TrafficLimits slow = limiting.to(new Rate(20_000, 200));
        TrafficLimits fast = limiting.to(new Rate(150_000, 1_500));
        LinuxTapLimits limits = limits();
        try (Flow flow = flows.get()) {
            assertUnlimited(flow);

            assertThat(limits.limit(TAP, slow)).isEqualTo(slow);
            flow.mbps(Duration.ofMillis(500)); // TCP finds out
            assertSettles(flow, 20);

            assertThat(limits.limit(TAP, fast)).isEqualTo(fast);
            flow.mbps(Duration.ofMillis(300));
            assertSettles(flow, 150);

            assertNeverUnlimited(flow, limits, limiting);

            assertThat(limits.limit(TAP, TrafficLimits.NONE)).isEqualTo(TrafficLimits.NONE);
            assertUnlimited(flow);
        }
        assertThat(links()).doesNotContain(SHAPER);
        assertThat(qdiscs()).doesNotContain("tbf").doesNotContain("ingress");
    }

    /** Nothing but the machine itself limits what comes. */
    private static void assertUnlimited(Flow flow) {
        await().atMost(PATIENCE).until(() -> flow.mbps(Duration.ofMillis(200)) > 200);
    }

    /**
     * A limit lets at most its rate through, always; that TCP fills it may take a while, for it waits out the losses
     * that it met when the limit came.
     */
    private static void assertSettles(Flow flow, double rate) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            double measured = flow.mbps(MEASURED);
            if (measured > rate * 1.5) {
                throw new IllegalStateException(measured + " Mbit/s came through a limit of " + rate);
            }
            assertThat(measured).isCloseTo(rate, within(rate / 10));
        });
    }

    /** Each change fills the bucket, and the queue and the receiver hold something back: all that may come beyond the rate. */
    private void assertNeverUnlimited(Flow flow, LinuxTapLimits limits, Limiting limiting) {
        int changes = 15;
        Flow.Count before = flow.count();
        for (int i = 0; i < changes; i++) {
            limits.limit(TAP, limiting.to(new Rate(20_000 + i % 2 * 1_000, 100)));
        }
        Flow.Count after = flow.count();
        long arrived = after.bytes() - before.bytes();
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        long allowed = (long) (21_000_000 / 8 * (seconds + 0.2)) + changes * 100_000 / 8 + 4_000_000;
        assertThat(arrived).as("in " + seconds + " s").isLessThan(allowed);
    }

    @Test
    void alsoAVerySmallLimitIsKept() {
        TrafficLimits wanted = both(new Rate(2_000, 1_600), new Rate(2_000, 1_600)); // the default burst
        assertThat(limits().limit(TAP, wanted)).isEqualTo(wanted);
        try (Flow flow = Flow.start(other(), machine(), MACHINE)) {
            flow.mbps(Duration.ofMillis(1500)); // what went at once, and TCP's surprise
            assertSettles(flow, 2);
        }
    }

    @Test
    void whatAMachineSendsIsMarkedInBothFamiliesAndTheAntiSpoofingRulesStand() {
        host().nft().commit("""
                        add table bridge quark
                        add map bridge quark guarded { type ifname : verdict; }
                        add chain bridge quark from_machines { type filter hook prerouting priority -200; policy accept; }
                        add rule bridge quark from_machines iifname vmap @guarded
                        add table bridge watch
                        add chain bridge watch passed { type filter hook postrouting priority 0; policy accept; }
                        add rule bridge watch passed ip saddr 10.9.0.1 ip dscp ef counter
                        add rule bridge watch passed ip6 saddr fd09::1 ip6 dscp ef counter
                        """);
        TrafficLimits marked = new TrafficLimits(Optional.of(new Rate(50_000, 500)), Optional.empty(), Optional.of(46));
        assertThat(limits().limit(TAP, marked)).isEqualTo(marked);
        await().until(() -> pings("-4", OTHER));
        await().until(() -> pings("-6", "fd09::2"));
        assertThat(counters()).hasSize(2).allMatch(packets -> packets > 0);

        TrafficLimits plain = new TrafficLimits(marked.egress(), Optional.empty(), Optional.empty());
        assertThat(limits().limit(TAP, plain)).isEqualTo(plain);
        List<Long> before = counters();
        await().until(() -> pings("-4", OTHER));
        assertThat(counters()).isEqualTo(before);
        assertThat(host().run("nft", "list", "table", "bridge", "quark").out())
                .contains("iifname vmap @guarded")
                .doesNotContain(TAP);
    }

    @Test
    void whatSomebodyElseHasChangedIsSeenAndRepaired() {
        TrafficLimits wanted = new TrafficLimits(
                Optional.of(new Rate(10_000, 100)), Optional.of(new Rate(10_000, 100)), Optional.of(10));
        LinuxTapLimits limits = limits();
        limits.limit(TAP, wanted);

        host().run("tc", "qdisc", "del", "dev", TAP, "root");
        assertThat(limits.limits(TAP)).isEqualTo(new TrafficLimits(wanted.egress(), Optional.empty(), wanted.dscp()));
        assertThat(limits.limit(TAP, wanted)).isEqualTo(wanted);

        host().run("tc", "qdisc", "del", "dev", TAP, "ingress");
        assertThat(limits.limits(TAP).egress()).isEmpty();
        assertThat(limits.limit(TAP, wanted)).isEqualTo(wanted);

        host().ip().run("link", "set", "dev", SHAPER, "down");
        assertThat(limits.limits(TAP).egress()).isEmpty();
        assertThat(limits.limit(TAP, wanted)).isEqualTo(wanted);
        host().ip().run("link", "delete", "dev", SHAPER);
        assertThat(limits.limits(TAP).egress()).isEmpty();
        assertThat(limits.limit(TAP, wanted)).isEqualTo(wanted);

        host().run("nft", "flush", "chain", "bridge", "quark", TAP + "_dscp");
        assertThat(limits.limits(TAP).dscp()).isEmpty();
        assertThat(limits.limit(TAP, wanted)).isEqualTo(wanted);
        await().until(() -> pings("-4", OTHER));
    }

    @Test
    void whatIsLeftBehindIsRemovedButNothingOfOthers() {
        TrafficLimits wanted = new TrafficLimits(Optional.of(new Rate(10_000, 100)), Optional.empty(), Optional.of(10));
        limits().limit(TAP, wanted);
        LinuxTapLimits another = new LinuxTapLimits(host().ip(), host().tc(), host().nft(), "another");
        another.limit(OTHER_TAP, wanted);
        host().ip().run("link", "delete", "dev", TAP);
        host().ip().run("link", "add", "name", "qi0000000001", "type", "ifb");

        assertThat(limits().limits(TAP).egress()).isEmpty();
        limits().forgetOthers(TAP::equals);
        assertThat(links()).contains(SHAPER);
        limits().forgetOthers(tap -> false);
        assertThat(links()).doesNotContain(SHAPER).contains("qi9876543210", "qi0000000001");
        assertThat(another.limits(OTHER_TAP)).isEqualTo(wanted);
        limits().forget(TAP);
        limits().forget("qt0000000001");
    }

    @Test
    void aForeignDeviceOrDisciplineStays() {
        host().ip().run("link", "add", "name", SHAPER, "type", "ifb");
        host().ip().run("link", "set", "dev", SHAPER, "alias", "somebody else's");
        TrafficLimits wanted =
                new TrafficLimits(Optional.of(new Rate(10_000, 100)), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> limits().limit(TAP, wanted)).hasMessageContaining("somebody else's");
        host().run("tc", "qdisc", "add", "dev", TAP, "root", "handle", "1:", "htb");
        limits().forget(TAP);
        assertThat(links()).contains(SHAPER);
        assertThat(qdiscs()).contains("htb 1:");
    }

    @Test
    void theHostCanDoAllOfItAndTryingLeavesNothing() {
        String before = links();
        assertThat(limits().slots())
                .containsExactlyInAnyOrder("bandwidth_limit/egress", "bandwidth_limit/ingress", "dscp_marking");
        assertThat(links()).isEqualTo(before);
        assertThat(host().run("nft", "list", "ruleset").out()).isEmpty();
    }

    private static TrafficLimits both(Rate egress, Rate ingress) {
        return new TrafficLimits(Optional.of(egress), Optional.of(ingress), Optional.empty());
    }

    private boolean pings(String family, String to) {
        return machine()
                        .run("ping", family, "-c", "2", "-i", "0.2", "-W", "1", to)
                        .exit()
                == 0;
    }

    private String links() {
        return host().run("ip", "-brief", "link").out();
    }

    private String qdiscs() {
        return host().run("tc", "qdisc", "show", "dev", TAP).out();
    }

    private List<Long> counters() {
        Matcher counter = Pattern.compile("counter packets (\\d+)")
                .matcher(host().run("nft", "list", "table", "bridge", "watch").out());
        return counter.results().map(result -> Long.valueOf(result.group(1))).toList();
    }
}
