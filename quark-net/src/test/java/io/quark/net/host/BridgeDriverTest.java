package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the bridge driver tells {@code ip}, and what it makes of odd answers; BridgeDriverIT asks a real kernel. */
class BridgeDriverTest {

    private static final ProcessRunner.Outcome ABSENT =
            new ProcessRunner.Outcome(1, "", "Device \"qk\" does not exist.\n");

    private final String network = Ids.fresh();
    private final Nic nic = Nics.on(network, BridgeDriver.NAME);
    private final String bridge = BridgeDriver.bridgeOf(network);
    private final ScriptedIp ip = new ScriptedIp();
    private final KnownSettings settings = new KnownSettings();
    private final RecordingGuard guard = new RecordingGuard();
    private final BridgeDriver driver = new BridgeDriver(
            new BridgeDriver.Tools(
                    new IpCommand(ip, List.of("ip")),
                    new BridgeCommand(ip, List.of("bridge")),
                    settings,
                    guard,
                    new NoTapLimits()),
            Settings.PLAIN);

    @Test
    void aHostWithoutIpv6GetsOnlyTheOtherGateway() {
        ip.hasBridge(true);
        driver.realise(HostNetwork.of(nic));
        assertThat(ip.told).contains("address add 10.20.0.1/24 dev " + bridge).noneMatch(told -> told.contains("fd20"));
    }

    @Test
    void ipv6IsTurnedOnForTheBridgeWhereItIsOnlyOffByDefault() {
        ip.hasBridge(true);
        settings.values.put("ipv6/conf/" + bridge + "/disable_ipv6", "1");
        driver.realise(HostNetwork.of(nic));
        assertThat(settings.values).containsEntry("ipv6/conf/" + bridge + "/disable_ipv6", "0");
        assertThat(ip.told).contains("address add fd20::1/64 dev " + bridge + " nodad");
    }

    @Test
    void whatTheKernelRefusesIsToldInItsWords() {
        ip.answer = new ProcessRunner.Outcome(2, "", "RTNETLINK answers: Operation not permitted\n");
        assertThatThrownBy(() -> driver.realise(HostNetwork.of(nic)))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e -> assertThat(e.problem().type()).isEqualTo("host-network-failed"))
                .hasMessageContaining("Operation not permitted");
    }

    @Test
    void anAnswerThatIsNoJsonIsAFailure() {
        ip.answer = new ProcessRunner.Outcome(0, "what?", "");
        assertThatThrownBy(() -> driver.realise(HostNetwork.of(nic))).isInstanceOf(DriverException.class);
    }

    @Test
    void namesFitTheKernelAndDifferForIdsMadeAtOnce() {
        assertThat(BridgeDriver.bridgeOf(Ids.fresh())).hasSize(12).isNotEqualTo(BridgeDriver.bridgeOf(Ids.fresh()));
        assertThat(BridgeDriver.tapOf(nic.port())).hasSize(12).startsWith("qt");
    }

    @Test
    void anEndpointIsGuardedBeforeItsTapIsThereAndUntilItIsGone() {
        driver.attach(Endpoint.of(nic));
        driver.updateEndpoint(Endpoint.of(nic));
        driver.detach(Endpoint.of(nic));
        String tap = BridgeDriver.tapOf(nic.port());
        assertThat(guard.told).containsExactly("allow " + tap, "allow " + tap, "forget " + tap);
    }

    @Test
    void onlyTapsThatAreNeitherThereNorThisHostsAreForgotten() {
        driver.restored(List.of(Endpoint.of(nic)));
        assertThat(guard.keeps.test(BridgeDriver.tapOf(nic.port()))).isTrue();
        assertThat(guard.keeps.test("qt0000000000")).isFalse();
        ip.hasBridge(true); // whatever is asked for is there
        assertThat(guard.keeps.test("qt0000000000")).isTrue();
    }

    private static final class RecordingGuard implements TapGuard {
        private final List<String> told = new ArrayList<>();
        private Predicate<String> keeps = tap -> true;

        @Override
        public void prepare() {
            told.add("prepare");
        }

        @Override
        public void allow(String tap, Endpoint endpoint) {
            told.add("allow " + tap);
        }

        @Override
        public boolean works() {
            return true;
        }

        @Override
        public Map<String, String> drifted(Map<String, Endpoint> wanted) {
            return Map.of();
        }

        @Override
        public void forget(String tap) {
            told.add("forget " + tap);
        }

        @Override
        public void forgetOthers(Predicate<String> others) {
            keeps = others;
        }
    }

    /** Answers as {@code ip} does for a bridge of ours that is there and up. */
    private final class ScriptedIp implements ProcessRunner {
        private final List<String> told = new ArrayList<>();
        private Outcome answer = ABSENT;

        void hasBridge(boolean up) {
            answer = new Outcome(
                    0,
                    "[{\"ifname\":\"" + bridge + "\",\"flags\":[\"BROADCAST\"" + (up ? ",\"UP\"" : "")
                            + "],\"mtu\":1400,\"ifalias\":\"quark:test:" + network
                            + "\",\"linkinfo\":{\"info_kind\":\"bridge\"},\"addr_info\":[]}]",
                    "");
        }

        @Override
        public Outcome run(List<String> command, String input, Duration timeout) {
            String line = String.join(" ", command.subList(1, command.size()));
            told.add(line);
            return line.endsWith("link show") ? new Outcome(0, "[]", "") : answer;
        }
    }

    private static final class KnownSettings implements Sysctls {
        private final Map<String, String> values = new HashMap<>();

        @Override
        public Optional<String> get(String path) {
            return Optional.ofNullable(values.get(path));
        }

        @Override
        public boolean set(String path, String value) {
            values.put(path, value);
            return true;
        }
    }
}
