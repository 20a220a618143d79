package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.testing.BesideOthers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The bridge driver's rules in a real kernel. A namespace plays the machine: its end of a cable is its network card, the other end stands
 * in the tap's place.
 */
@BesideOthers
class AntiSpoofingIT {

    private static final String GATEWAY = "10.20.0.1";
    private static final String OTHER = "10.20.0.66";
    private static final String GATEWAY6 = "fd20::1";
    private static final String OTHER6 = "fd20::66";

    private static final Pattern STATISTICS = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

    private static final Pattern SEQUENCE = Pattern.compile("icmp_seq=(\\d+)");

    private final Nic nic = Nics.on(Ids.fresh(), BridgeDriver.NAME);
    private final String tap = BridgeDriver.tapOf(nic.port());
    private final String bridge = BridgeDriver.bridgeOf(nic.network().id());
    private Optional<NetworkNamespace> hostNamespace = Optional.empty();
    private Optional<NetworkNamespace> machineNamespace = Optional.empty();

    @BeforeEach
    void plugIn() {
        hostNamespace = Optional.of(NetworkNamespace.open());
        machineNamespace = Optional.of(NetworkNamespace.open());
        BridgeDriver driver = driver();
        driver.realise(HostNetwork.of(nic));
        driver.attach(Endpoint.of(nic));
        host().cable(tap, machine(), "eth0", nic.mac());
        host().ip().run("link", "set", "dev", tap, "master", bridge);
        configure("10.20.0.5", "fd20::5");
        watch();
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

    private BridgeDriver driver() {
        return host().driver(Settings.PLAIN);
    }

    private NftGuard guard() {
        return new NftGuard(host().nft(), "test");
    }

    @Test
    void itsOwnAddressesPass() {
        await().until(() -> answers("10.20.0.5", GATEWAY));
        await().until(() -> answers("fd20::5", GATEWAY6));
        String router = linkLocalOf(bridge) + "%eth0";
        await().until(() -> answers("fe80::5054:ff:fe00:1%eth0", router)); // once it knows that nobody else has it
    }

    @Test
    void anInventedIpv4SourceIsDropped() {
        configure(OTHER);
        knowEachOther(OTHER, GATEWAY);
        assertDropped("ip saddr " + OTHER, () -> answers(OTHER, GATEWAY));
    }

    @Test
    void anInventedSenderInArpIsDropped() {
        configure(OTHER);
        assertDropped("arp saddr ip " + OTHER, () -> answers(OTHER, GATEWAY));
    }

    @Test
    void anInventedIpv6SourceIsDropped() {
        configure(OTHER6);
        knowEachOther(OTHER6, GATEWAY6);
        assertDropped("ip6 saddr " + OTHER6, () -> answers(OTHER6, GATEWAY6));
    }

    @Test
    void anInventedMacIsDropped() {
        machine().ip().run("link", "set", "dev", "eth0", "address", "52:54:00:00:00:99");
        assertDropped("ether saddr 52:54:00:00:00:99", () -> answers("10.20.0.5", GATEWAY));
    }

    /** The machine answers for an address that is not its own, from one that is. */
    @Test
    void anInventedTargetOfANeighbourAdvertisementIsDropped() {
        machine().set("ipv6/conf/all/forwarding", "1");
        machine().set("ipv6/conf/eth0/proxy_ndp", "1");
        machine().ip().run("neighbour", "add", "proxy", OTHER6, "dev", "eth0");
        assertDropped(
                "icmpv6 type nd-neighbor-advert @th,64,128 0xfd200000000000000000000000000066",
                () -> host().run("ping", "-6", "-c", "2", "-W", "1", OTHER6).exit() == 0);
    }

    /** Such as a VLAN tag, which would hide the addresses from the rules; here the machine plays a switch that speaks STP. */
    @Test
    void aFrameThatIsNeitherIpNorArpIsDropped() {
        machine().run("ip", "link", "add", "sw0", "type", "bridge", "stp_state", "1", "hello_time", "100");
        machine().ip().run("link", "set", "dev", "sw0", "up");
        machine().ip().run("link", "set", "dev", "eth0", "master", "sw0");
        assertDropped(
                "ether daddr 01:80:c2:00:00:00",
                () -> machine().run("sleep", "3").exit() != 0); // a few hellos
    }

    @Test
    void aMachineMayAskWhetherItsOwnAddressIsTaken() {
        count("ip6 saddr :: icmpv6 type nd-neighbor-solicit");
        machine().ip().run("address", "delete", "fd20::5/64", "dev", "eth0");
        machine().ip().run("address", "add", "fd20::5/64", "dev", "eth0"); // with duplicate address detection
        await().until(() -> counted() > 0);
    }

    @Test
    void aFurtherAddressPassesAtOnceAndOneTakenAwayNoMoreWhileTheOthersGoOnWithoutLoss() {
        configure("10.20.0.7");
        knowEachOther("10.20.0.7", GATEWAY);
        Endpoint with = Endpoint.of(Nics.with(nic, List.of("10.20.0.5", "10.20.0.7", "fd20::5")));
        assertThat(answers("10.20.0.7", GATEWAY)).isFalse();

        count("ip saddr 10.20.0.5 icmp type echo-request");
        Process steady = machine().start("ping", "-i", "0.01", "-I", "10.20.0.5", GATEWAY);
        CompletableFuture<List<String>> said =
                CompletableFuture.supplyAsync(() -> steady.inputReader().lines().toList());
        await().until(() -> counted() > 0);
        for (int i = 0; i < 3; i++) {
            driver().updateEndpoint(with);
            await().until(() -> answers("10.20.0.7", GATEWAY));
            driver().updateEndpoint(Endpoint.of(nic));
        }
        machine().run("kill", "-INT", Long.toString(steady.pid())); // then it says how many were answered
        assertNoneLost(said.join());
        assertThat(answers("10.20.0.7", GATEWAY)).isFalse();
    }

    /** Each was answered, but for the last one: ping may have been ended before it had read that answer. */
    private static void assertNoneLost(List<String> said) {
        List<Integer> answered = said.stream()
                .map(SEQUENCE::matcher)
                .filter(Matcher::find)
                .map(answer -> Integer.valueOf(answer.group(1)))
                .toList();
        assertThat(answered)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, answered.size()).boxed().toList());
        assertThat(said).anySatisfy(line -> {
            Matcher counts = STATISTICS.matcher(line);
            assertThat(counts.find()).isTrue();
            assertThat(Integer.parseInt(counts.group(1))).isBetween(1, answered.size() + 1);
        });
    }

    @Test
    void rulesGoWithTheirEndpointAlsoWhenTheyAreGoneAlready() {
        driver().detach(Endpoint.of(nic));
        assertThat(table()).doesNotContain(tap);
        driver().detach(Endpoint.of(nic));
        host().run("nft", "delete", "table", "bridge", "quark");
        driver().detach(Endpoint.of(nic));
        assertThat(table()).doesNotContain(tap);
    }

    @Test
    void rulesOfTapsThatAreGoneAreRemovedAtTheStartButNobodyElses() {
        new NftGuard(host().nft(), "another daemon").allow("qt0000000002", Endpoint.of(nic));
        guard().allow("qt0000000001", Endpoint.of(nic));
        driver().restored(List.of());
        assertThat(table()).doesNotContain("qt0000000001").contains("qt0000000002", tap);
    }

    @Test
    void theRulesOutliveTheDaemonAndARestartChangesNothing() {
        String before = table();
        driver().prepare();
        driver().attach(Endpoint.of(nic));
        driver().restored(List.of(Endpoint.of(nic)));
        assertThat(table()).isEqualTo(before);
    }

    private interface Attempt {
        boolean succeeds();
    }

    /** Dropped by these rules, and by nothing else: without them it passes. */
    private void assertDropped(String frame, Attempt attempt) {
        count(frame);
        assertThat(attempt.succeeds()).isFalse();
        assertThat(counted()).isZero();

        new NoGuard(guard()).forgetOthers(any -> true);
        machine().ip().run("neighbour", "flush", "dev", "eth0"); // it has given up asking for the gateway
        await("without the rules").until(() -> attempt.succeeds() || counted() > 0);
        assertThat(counted()).as("without the rules").isPositive();
    }

    /** Counts what comes from the tap and has passed the rules. */
    private void watch() {
        host().nft().commit("""
                        add table bridge watch
                        add chain bridge watch passed { type filter hook prerouting priority 0; policy accept; }
                        """);
    }

    private void count(String frame) {
        host().nft().commit("add rule bridge watch passed iifname " + tap + " " + frame + " counter\n");
    }

    private long counted() {
        Matcher counter = Pattern.compile("counter packets (\\d+)")
                .matcher(host().run("nft", "list", "table", "bridge", "watch").out());
        assertThat(counter.find()).isTrue();
        return Long.parseLong(counter.group(1));
    }

    private String table() {
        return host().run("nft", "list", "table", "bridge", "quark").out();
    }

    private void configure(String... addresses) {
        for (String address : addresses) {
            if (address.contains(":")) {
                machine().ip().run("address", "add", address + "/64", "dev", "eth0", "nodad");
            } else {
                machine().ip().run("address", "add", address + "/24", "dev", "eth0");
            }
        }
    }

    /** So that neither has to ask for the other's MAC, which other rules than the tested one would stop. */
    private void knowEachOther(String address, String gateway) {
        machine().ip().run("neighbour", "replace", gateway, "lladdr", macOf(bridge), "dev", "eth0");
        host().ip().run("neighbour", "replace", address, "lladdr", nic.mac(), "dev", bridge);
    }

    private boolean answers(String from, String to) {
        return machine().run("ping", "-c", "1", "-W", "1", "-I", from, to).exit() == 0;
    }

    private String macOf(String device) {
        return host().run("cat", "/sys/class/net/" + device + "/address").out().strip();
    }

    private String linkLocalOf(String device) {
        return host().ip().addresses(device).stream()
                .filter(address -> address.startsWith("fe80"))
                .map(address -> address.substring(0, address.indexOf('/')))
                .findFirst()
                .orElseThrow();
    }
}
