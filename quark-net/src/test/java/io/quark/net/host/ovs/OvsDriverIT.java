package io.quark.net.host.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Splitter;
import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.common.testing.BesideOthers;
import io.quark.net.host.Attachment;
import io.quark.net.host.Endpoint;
import io.quark.net.host.Filter;
import io.quark.net.host.Forward;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.NetworkNamespace;
import io.quark.net.host.Nics;
import io.quark.net.host.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the driver makes of a real Open vSwitch with the userspace datapath, as machines see it. A namespace plays a machine: its end of a cable is
 * its network card, the other end stands in the tap's place. Pings measure, because their checksums need no hardware.
 */
@BesideOthers
class OvsDriverIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Seconds and bytes, once the burst is over and two seconds later. */
    private static final String COUNT =
            "count() { read t x </proc/uptime; read b </sys/class/net/eth0/statistics/rx_bytes;"
                    + " echo $t $b; }; sleep 0.5; count; sleep 2; count";

    private final String network = Ids.fresh();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** A namespace with a switch, a driver, and a cable {@code wire0} to the world. */
    private record Host(NetworkNamespace namespace, OvsSwitch ovs, Settings settings) {
        OvsDriver driver() {
            return ovs.driver(settings);
        }
    }

    private Host host(Optional<String> tunnel) {
        NetworkNamespace namespace = namespace();
        OvsSwitch ovs = OvsSwitch.start(namespace);
        open.add(ovs);
        return new Host(
                namespace,
                ovs,
                new Settings("test", Settings.USERSPACE, tunnel, Map.of("phys", "wire0"), true, true, true));
    }

    private NetworkNamespace namespace() {
        NetworkNamespace namespace = NetworkNamespace.open();
        open.add(namespace);
        return namespace;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private record Guest(Host host, Nic nic, NetworkNamespace namespace) {
        Endpoint endpoint() {
            return Endpoint.of(nic);
        }

        boolean reaches(String ip, String... options) {
            List<String> words = new ArrayList<>(List.of("ping", "-c", "1", "-W", "1"));
            words.addAll(List.of(options));
            words.add(ip);
            return namespace.run(words.toArray(String[]::new)).exit() == 0;
        }

        String ip() {
            return nic.addresses().get(0).ip();
        }

        /** Mbit/s that arrive for some seconds, timed by who counts them: to start a program takes its time. */
        double mbps() {
            List<Double> read = Splitter.onPattern("\\s+")
                    .omitEmptyStrings()
                    .splitToStream(namespace.run("sh", "-c", COUNT).out())
                    .map(Double::valueOf)
                    .toList();
            return (read.get(3) - read.get(1)) * 8e-6 / (read.get(2) - read.get(0));
        }
    }

    private Guest guest(Host host, int number, Segment segment) {
        Nic any = Nics.on(network, OvsDriver.NAME, segment, 1400);
        String mac = "52:54:00:00:00:0" + number;
        Nic nic = Nics.with(
                new Nic(any.port(), any.network(), mac, any.addresses(), any.qosPolicy(), any.securityGroups()),
                List.of("10.20.0." + number, "fd20::" + number));
        host.driver().realise(HostNetwork.of(nic));
        Attachment.OvsAttachment place =
                (Attachment.OvsAttachment) host.driver().attach(Endpoint.of(nic));
        NetworkNamespace namespace = namespace();
        host.namespace().cable(place.target(), namespace, "eth0", mac);
        namespace.ip().run("address", "add", "10.20.0." + number + "/24", "dev", "eth0");
        namespace.ip().run("address", "add", "fd20::" + number + "/64", "dev", "eth0", "nodad");
        host.ovs().plug(place.bridge(), place.target());
        return new Guest(host, nic, namespace);
    }

    private static Segment vlan(int id) {
        return new Segment(Segment.Type.VLAN, Optional.of("phys"), Optional.of(id));
    }

    @Test
    void machinesReachEachOtherAndTheGatewayOnlyAsThemselves() {
        Host host = host(Optional.empty());
        Guest first = guest(host, 5, Segment.FLAT);
        Guest second = guest(host, 6, Segment.FLAT);
        await().until(() -> first.reaches("10.20.0.6"));
        await().until(() -> first.reaches("fd20::6"));
        await().until(() -> first.reaches("10.20.0.1"));

        first.namespace().ip().run("address", "add", "10.20.0.66/24", "dev", "eth0");
        first.namespace().ip().run("address", "add", "fd20::66/64", "dev", "eth0", "nodad");
        assertThat(first.reaches("10.20.0.6", "-I", "10.20.0.66")).isFalse();
        assertThat(first.reaches("fd20::6", "-I", "fd20::66")).isFalse();
        host.driver()
                .updateEndpoint(Endpoint.of(Nics.with(first.nic(), List.of("10.20.0.5", "10.20.0.66", "fd20::66"))));
        await().until(() -> first.reaches("10.20.0.6", "-I", "10.20.0.66"));
        await().until(() -> first.reaches("fd20::6", "-I", "fd20::66"));

        first.namespace().ip().run("link", "set", "dev", "eth0", "address", "52:54:00:00:00:99");
        assertThat(first.reaches("10.20.0.6")).isFalse();
        await().until(() -> second.reaches("10.20.0.1"));
    }

    @Test
    void groupsLetThroughWhatTheySayAndAnswersToIt() {
        Host host = host(Optional.empty());
        Guest first = guest(host, 5, Segment.FLAT);
        Guest second = guest(host, 6, Segment.FLAT);
        Filter asks = new Filter(List.of(
                new Filter.Rule(Direction.EGRESS, "icmp", Optional.empty(), Optional.of(List.of("10.20.0.6/32")))));
        host.driver().updateEndpoint(Endpoint.of(first.nic(), Optional.of(asks)));
        await().until(() -> first.reaches("10.20.0.6"));
        assertThat(first.reaches("10.20.0.1")).isFalse();
        assertThat(second.reaches("10.20.0.5")).isFalse();

        host.driver().updateEndpoint(Endpoint.of(second.nic(), Optional.of(new Filter(List.of()))));
        assertThat(first.reaches("10.20.0.6")).isFalse(); // what one lets out, the other need not let in
        host.driver().updateEndpoint(first.endpoint());
        host.driver().updateEndpoint(second.endpoint());
        await().until(() -> second.reaches("10.20.0.5"));
    }

    @Test
    void trafficIsLimitedBothWaysAndMarkedWhateverBecomesOfTheDevice() {
        Host host = host(Optional.empty());
        Guest sends = guest(host, 5, Segment.FLAT);
        Guest gets = guest(host, 6, Segment.FLAT);
        OvsDriver driver = host.driver();
        assertUnlimited(sends, gets);

        TrafficLimits egress = new TrafficLimits(Optional.of(new Rate(1_000, 100)), Optional.empty(), Optional.of(46));
        assertThat(driver.limit(sends.endpoint(), egress)).isEqualTo(egress);
        assertSettles(sends, gets, 1);
        assertThat(marks(sends, gets)).contains("tos 0xb8").contains("class 0xb8");

        host.ovs().plug(Names.port(sends.nic().port()), Names.tap(sends.nic().port())); // another number
        assertThat(driver.limits(sends.endpoint())).isEqualTo(egress);
        assertSettles(sends, gets, 1);

        host.ovs().restart();
        assertThat(driver.limits(sends.endpoint())).isEqualTo(TrafficLimits.NONE);
        assertThat(sends.reaches("10.20.0.6")).isFalse();
        Standing standing =
                new Standing(HostNetwork.of(sends.nic()), List.of(sends.endpoint(), gets.endpoint()), Optional.empty());
        assertThat(driver.drifted(List.of(standing)).orElseThrow()).hasSize(2);
        driver.updateEndpoint(sends.endpoint());
        driver.updateEndpoint(gets.endpoint());
        assertThat(driver.drifted(List.of(standing)).orElseThrow()).isEmpty();

        driver.limit(sends.endpoint(), TrafficLimits.NONE);
        TrafficLimits ingress =
                new TrafficLimits(Optional.empty(), Optional.of(new Rate(1_500, 150)), Optional.empty());
        assertThat(driver.limit(gets.endpoint(), ingress)).isEqualTo(ingress);
        assertSettles(sends, gets, 1.5);
        driver.limit(gets.endpoint(), TrafficLimits.NONE);
        assertUnlimited(sends, gets);
    }

    private static void assertUnlimited(Guest from, Guest to) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(mbps(from, to)).isGreaterThan(2));
    }

    /** A busy machine may let less come for a while; a limit never lets much more. */
    private static void assertSettles(Guest from, Guest to, double rate) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            double measured = mbps(from, to);
            if (measured > rate * 1.5) {
                throw new IllegalStateException(measured + " Mbit/s came through a limit of " + rate);
            }
            assertThat(measured).isCloseTo(rate, within(rate / 10));
        });
    }

    /** Mbit/s that arrive of pings as many as go, once the burst is over. */
    private static double mbps(Guest from, Guest to) {
        Process pings = from.namespace().start("ping", "-q", "-i", "0.0005", "-s", "1300", "-W", "1", to.ip());
        try {
            return to.mbps();
        } finally {
            pings.destroyForcibly();
        }
    }

    /** What arrives of pings in both families, as tcpdump shows it. */
    private static String marks(Guest from, Guest to) {
        Process capture = to.namespace()
                .start(
                        "tcpdump",
                        "-n",
                        "-v",
                        "-l",
                        "-c",
                        "8",
                        "-i",
                        "eth0",
                        "ip src host 10.20.0.5 or ip6 src host fd20::5");
        try {
            await().atMost(PATIENCE)
                    .until(() -> from.reaches("10.20.0.6") && from.reaches("fd20::6") && !capture.isAlive());
            return new String(capture.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            capture.destroyForcibly();
        }
    }

    @Test
    void vlansLeaveTheHostWithTheirTagAndComeBackToTheirNetworkOnly() {
        Host one = host(Optional.empty());
        Host other = host(Optional.empty());
        one.namespace().cable("wire0", other.namespace(), "wire0", "52:54:00:00:01:01");
        Guest first = guest(one, 5, vlan(7));
        Guest second = guest(other, 6, vlan(7));
        await().until(() -> first.reaches("10.20.0.6"));
        await().until(() -> second.reaches("fd20::5"));

        Process capture =
                other.namespace().start("tcpdump", "-e", "-n", "-l", "-c", "1", "-i", "wire0", "vlan 7 and icmp");
        await().ignoreExceptions().until(() -> first.reaches("10.20.0.6") && !capture.isAlive());
        assertThat(capture.exitValue()).isZero();

        other.driver().detach(second.endpoint());
        assertThat(other.driver().remove(HostNetwork.of(second.nic()))).isTrue();
        assertThat(other.ovs().bridges()).isEmpty();
        guest(other, 8, vlan(8));
        assertThat(first.reaches("10.20.0.8")).isFalse();
    }

    @Test
    void overlaysReachOtherHostsByTheirEntriesAlone() {
        Host one = host(Optional.of("192.0.2.1"));
        Host other = host(Optional.of("192.0.2.2"));
        one.namespace().cable("wire0", other.namespace(), "wire0", "52:54:00:00:01:01");
        underlay(one, "192.0.2.1");
        underlay(other, "192.0.2.2");
        Segment overlay = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(10_001));
        Guest first = guest(one, 5, overlay);
        Guest third = guest(one, 7, overlay);
        Guest second = guest(other, 6, overlay);
        await().until(() -> first.reaches("10.20.0.7"));
        assertThat(first.reaches("10.20.0.6")).isFalse();

        one.driver()
                .forward(
                        HostNetwork.of(first.nic()),
                        Set.of(new Forward(second.nic().mac(), "192.0.2.2")));
        other.driver()
                .forward(
                        HostNetwork.of(second.nic()),
                        Set.of(
                                new Forward(first.nic().mac(), "192.0.2.1"),
                                new Forward(third.nic().mac(), "192.0.2.1")));
        await().until(() -> first.reaches("10.20.0.6"));
        await().until(() -> second.reaches("fd20::5"));
        await().until(() -> second.reaches("10.20.0.7"));

        one.driver().forward(HostNetwork.of(first.nic()), Set.of());
        assertThat(first.reaches("10.20.0.6")).isFalse();
    }

    /** In userspace the switch itself has the address that others tunnel to. */
    private static void underlay(Host host, String address) {
        host.ovs()
                .vsctl(
                        "add-br",
                        "br-under",
                        "--",
                        "set",
                        "Bridge",
                        "br-under",
                        "datapath_type=netdev",
                        "--",
                        "add-port",
                        "br-under",
                        "wire0");
        host.namespace().ip().run("address", "add", address + "/24", "dev", "br-under");
        host.namespace().ip().run("link", "set", "dev", "br-under", "up");
    }
}
