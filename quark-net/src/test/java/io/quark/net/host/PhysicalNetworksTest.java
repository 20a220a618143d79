package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import io.quark.common.model.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How the bridge driver joins physical networks, told by its commands: not every kernel has VLAN devices. */
class PhysicalNetworksTest {

    private final String id = Ids.fresh();
    private final String bridge = DeviceNames.bridge(id);
    private final String vlan = DeviceNames.vlan(id);
    private final FakeIp ip = new FakeIp().with("eth1", "up", "").with("br0", "type", "bridge", "up", "");

    private HostNetwork network(Segment.Type type, Optional<Integer> number) {
        return new HostNetwork(
                id, "web", new Segment(type, Optional.of("phys"), number), 1400, List.of("10.20.0.1/24"));
    }

    private HostNetwork flat() {
        return network(Segment.Type.FLAT, Optional.empty());
    }

    private HostNetwork tagged() {
        return network(Segment.Type.VLAN, Optional.of(7));
    }

    private BridgeDriver driver(String device) {
        NftCommand nft =
                new NftCommand((command, input, timeout) -> new ProcessRunner.Outcome(0, "", ""), List.of("nft"));
        return new BridgeDriver(
                new BridgeDriver.Tools(
                        new IpCommand(ip, List.of("ip")),
                        new BridgeCommand(ip, List.of("bridge")),
                        new NoSysctls(),
                        new NftGuard(nft, "test"),
                        new NoTapLimits()),
                Settings.physical(device));
    }

    private static void assertRefused(String type, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(DriverException.class, refused -> {
            assertThat(refused.problem().type()).endsWith(type);
            assertThat(refused.problem().hint()).isPresent();
        });
    }

    @Test
    void aVlanNetworkIsADeviceOnTheInterfaceInABridgeOfItsOwn() {
        driver("eth1").realise(tagged());
        assertThat(ip.told())
                .containsExactly(
                        "link add link eth1 name " + vlan + " type vlan id 7",
                        "link set dev " + vlan + " alias quark:test:" + id,
                        "link set dev " + vlan + " mtu 1400",
                        "link add name " + bridge + " type bridge stp_state 0 forward_delay 0",
                        "link set dev " + bridge + " alias quark:test:" + id,
                        "link set dev " + bridge + " mtu 1400",
                        "link set dev " + vlan + " master " + bridge,
                        "link set dev " + vlan + " up",
                        "link set dev " + bridge + " up");
        driver("eth1").realise(tagged());
        assertThat(ip.told()).hasSize(9);
    }

    @Test
    void aVlanNetworkGoesWithItsDeviceAndLeavesTheInterface() {
        driver("eth1").realise(tagged());
        ip.told().clear();
        assertThat(driver("eth1").remove(tagged())).isTrue();
        assertThat(ip.told()).containsExactly("link delete dev " + bridge, "link delete dev " + vlan);
        assertThat(driver("eth1").remove(tagged())).isTrue();
        assertThat(ip.devices()).containsExactly("eth1", "br0");
    }

    @Test
    void aVlanDeviceThatWasDeletedByHandIsMadeAgain() {
        driver("eth1").realise(tagged());
        ip.run(List.of("ip", "link", "delete", "dev", vlan), Duration.ZERO);
        driver("eth1").realise(tagged());
        assertThat(ip.devices()).contains(vlan);
        assertThat(ip.told()).endsWith("link set dev " + vlan + " master " + bridge, "link set dev " + vlan + " up");
    }

    @Test
    void aHalfMadeVlanDeviceIsCompletedAndAForeignOneRefused() {
        ip.with(vlan, "type", "vlan", "id", "7", "link", "eth1");
        driver("eth1").realise(tagged());
        assertThat(ip.told()).contains("link set dev " + vlan + " alias quark:test:" + id);
        ip.with(vlan, "type", "vlan", "id", "8", "link", "eth1");
        assertRefused("device-name-taken", () -> driver("eth1").realise(tagged()));
    }

    @Test
    void aKernelWithoutVlansIsSaidAndNothingIsMade() {
        ip.refuses("Error: Unknown device type.");
        assertRefused("device-kind-unsupported", () -> driver("eth1").realise(tagged()));
        assertThat(ip.devices()).containsExactly("eth1", "br0");
    }

    @Test
    void anInterfaceBecomesThePortOfTheNetworksBridgeAndIsLetGoOf() {
        driver("eth1").realise(flat());
        assertThat(ip.told())
                .contains("link set dev eth1 master " + bridge)
                .noneMatch(told -> told.contains("address add") || told.contains("eth1 alias"));
        assertThat(driver("eth1").remove(flat())).isTrue();
        assertThat(ip.told()).endsWith("link delete dev " + bridge).noneMatch(told -> told.contains("delete dev eth1"));
    }

    @Test
    void anInterfaceInAForeignBridgeIsRefused() {
        ip.with("eth1", "master", "br0", "up", "");
        assertRefused("physical-network-unusable", () -> driver("eth1").realise(flat()));
        assertThat(ip.told()).isEmpty();
    }

    @Test
    void anInterfaceThatTheHostItselfUsesIsRefused() {
        ip.with("eth1", "address", "192.0.2.4", "up", "");
        assertRefused("physical-network-unusable", () -> driver("eth1").realise(flat()));
        assertThat(ip.told()).isEmpty();
    }

    @Test
    void anExistingBridgeIsJoinedAndNeverChanged() {
        BridgeDriver driver = driver("br0");
        Endpoint endpoint = new Endpoint(Ids.fresh(), flat(), "52:54:00:00:00:01", List.of(), Optional.empty());
        driver.realise(flat());
        assertThat(driver.attach(endpoint))
                .isEqualTo(new Attachment.BridgeAttachment("br0", DeviceNames.tap(endpoint.port()), 1400));
        driver.detach(endpoint);
        assertThat(driver.remove(flat())).isTrue();
        driver.restored(List.of());
        assertThat(ip.told()).isEmpty();
    }

    @Test
    void aTapThatSomebodyTookOutOfTheBridgeIsPutBack() {
        Endpoint endpoint = new Endpoint(Ids.fresh(), flat(), "52:54:00:00:00:01", List.of(), Optional.empty());
        String tap = DeviceNames.tap(endpoint.port());
        ip.with(tap, "type", "tun", "up", "");
        driver("br0").updateEndpoint(endpoint);
        assertThat(ip.told()).containsExactly("link set dev " + tap + " master br0");
    }

    @Test
    void whatIsMissingOrTooNarrowIsNamed() {
        assertRefused("physical-network-unusable", () -> driver("eth9").realise(flat()));
        assertRefused("physical-network-unusable", () -> driver("eth9").realise(tagged()));
        ip.with("eth1", "mtu", "1300", "up", "");
        assertRefused("mtu-too-large", () -> driver("eth1").realise(tagged()));
        ip.with("br0", "type", "bridge");
        assertRefused("physical-network-unusable", () -> driver("br0").realise(flat()));
        assertThat(ip.told()).isEmpty();
    }

    @Test
    void aHostSaysWhatItIsConnectedTo() {
        assertThat(driver("eth1").capabilities().physical()).containsExactly("phys");
        assertThat(driver("eth1").capabilities().segments())
                .containsExactlyInAnyOrder(Segment.Type.FLAT, Segment.Type.VLAN);
        assertThat(new BridgeProvider()
                        .open(Map.of("physical.phys", "eth1", "tunnel", "192.0.2.1"))
                        .capabilities()
                        .segments())
                .containsExactlyInAnyOrder(Segment.Type.values());
        assertThatThrownBy(() -> new BridgeProvider().open(Map.of("physical.phys", "eth1; reboot")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("physical.phys");
    }

    private static final class NoSysctls implements Sysctls {
        @Override
        public Optional<String> get(String path) {
            return Optional.empty();
        }

        @Override
        public boolean set(String path, String value) {
            return false;
        }
    }
}
