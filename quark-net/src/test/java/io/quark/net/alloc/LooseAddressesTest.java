package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreateAddress;
import io.quark.common.model.NetRequest.CreateMac;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.DeleteAddress;
import io.quark.common.model.NetRequest.DeleteMac;
import io.quark.common.model.NetRequest.UpdateAddress;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.net.alloc.NetWork.Hosts;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Addresses and MACs that no single port owns. */
class LooseAddressesTest {

    private static final String SHARED = "10.20.0.200";

    private final NetWorld world = new NetWorld();
    private final String network = world.make("10.20.0.0/24");

    @AfterEach
    void theTreeIsSound() {
        tree().assertSound();
        assertThat(world.index.openProposals()).isZero();
    }

    private NetTree tree() {
        return new NetTree(world.tree);
    }

    private String port() {
        return Objects.requireNonNull(
                NetRun.done(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0))
                        .get("port"));
    }

    private String machine() {
        return world.build(NetWorld.on(network)).get(0).port();
    }

    private CreateAddress create(String... ports) {
        return new CreateAddress(
                network,
                new AddressSpec(Optional.of(SHARED), Optional.empty()),
                Arrays.asList(ports),
                Optional.empty(),
                Optional.of("virtual"));
    }

    private UpdateAddress give(String... ports) {
        return new UpdateAddress(
                network, SHARED, Optional.of(Arrays.asList(ports)), Optional.empty(), Optional.empty());
    }

    private DeleteAddress delete() {
        return new DeleteAddress(network, SHARED);
    }

    private Claim claim() {
        return tree().address(network, SHARED).orElseThrow();
    }

    private boolean has(String port) {
        return tree().port(port).addresses().stream()
                .anyMatch(address -> address.ip().equals(SHARED));
    }

    @Test
    void severalPortsShareAnAddress() {
        String one = port();
        String other = port();
        assertThat(NetRun.done(world, network, create(one, other))).containsEntry("ip", SHARED);
        assertThat(claim().ports()).containsExactly(one, other);
        assertThat(claim().note()).contains("virtual");
        assertThat(tree().port(one).addresses())
                .last()
                .satisfies(address -> assertThat(address.shared()).isTrue());
        assertThat(world.refused(NetWorld.on(network, SHARED)).type()).isEqualTo("address-in-use");
    }

    @Test
    void hostsOfInstancesAreToldAndCanFail() {
        String port = port();
        String one = machine();
        String other = machine();
        NetRun run = NetRun.of(world, network, create(port, one, other));
        run.finish();
        assertThat(run.told).hasSize(2);
        assertThat(run.told.get(0).nic().addresses())
                .last()
                .satisfies(address -> assertThat(address.shared()).isTrue());
        NetRun.done(world, network, give());
        NetRun.done(world, network, delete());
        world.pass(1000);
        NetRun again = NetRun.of(world, network, create(port, one));
        assertThat(again.fail().type()).isEqualTo("host-failed");
        assertThat(claim().state()).isEqualTo(Claim.State.COOLING);
        assertThat(has(port)).isFalse();
        assertThat(again.told).extracting(nic -> nic.nic().port()).containsExactly(one, one);
    }

    @Test
    void itIsOnlyRecordedWhereNoPortIsNamed() {
        NetRun.done(world, network, create());
        assertThat(claim().kept()).isTrue();
        assertThat(claim().project()).contains(NetWorld.PROJECT);
        assertThat(world.refused(NetWorld.on(network, SHARED)).detail()).contains("reserved (virtual)");
        NetRun.done(
                world,
                network,
                new UpdateAddress(
                        network,
                        SHARED,
                        Optional.empty(),
                        Optional.of(new Port.Device("router", "r9")),
                        Optional.of("moved")));
        assertThat(world.refused(NetWorld.on(network, SHARED)).detail()).contains("router r9 (moved)");
        NetRun.done(world, network, delete());
        assertThat(claim().state()).isEqualTo(Claim.State.COOLING);
        assertThat(world.refused(NetWorld.on(network, SHARED)).type()).isEqualTo("address-cooling");
    }

    @Test
    void theNextOneMayBeAskedFor() {
        CreateAddress next = new CreateAddress(
                network,
                new AddressSpec(Optional.empty(), Optional.empty()),
                List.of(),
                Optional.empty(),
                Optional.empty());
        assertThat(NetRun.done(world, network, next)).containsEntry("ip", "10.20.0.2");
        assertThat(NetRun.done(world, network, next)).containsEntry("ip", "10.20.0.3");
    }

    @Test
    void oneThatCoolsCanBeReleasedEarlyByTheOwnerOfTheNetwork() {
        NetRun.done(world, network, create());
        NetRun.done(world, network, delete());
        assertThat(new NetRun(world, "p2", network, delete()).fail().type()).isEqualTo("address-not-found");
        NetRun.done(world, network, delete());
        assertThat(tree().address(network, SHARED)).isEmpty();
        NetRun.done(world, network, create());
    }

    @Test
    void itStaysWhileAPortHasItAndWhenTheLastLeaves() {
        String one = port();
        String other = port();
        NetRun.done(world, network, create(one));
        assertThat(NetRun.refused(world, network, delete()).type()).isEqualTo("address-in-use");
        NetRun.done(world, network, give(other));
        assertThat(has(one)).isFalse();
        assertThat(has(other)).isTrue();
        NetRun.done(world, network, give());
        assertThat(claim().state()).isEqualTo(Claim.State.ALLOCATED);
        NetRun.done(world, network, delete());
    }

    @Test
    void aMachineKeepsItUntilItsHostHasDroppedIt() {
        String one = machine();
        String other = machine();
        NetRun.done(world, network, create(one));
        NetRun run = NetRun.of(world, network, give(other)).tell();
        assertThat(claim().ports()).containsExactly(one, other);
        assertThat(NetRun.refused(world, network, give()).type()).isEqualTo("address-leaving");
        run.takenOver().hosts(Hosts.APPLIED).finish();
        assertThat(claim().ports()).containsExactly(other);
        assertThat(has(one)).isFalse();
    }

    @Test
    void ifAHostFailsItsPortsAreAsBefore() {
        String port = port();
        String stays = machine();
        String leaves = machine();
        String comes = machine();
        NetRun.done(world, network, create(port, stays, leaves));
        NetRun run = NetRun.of(world, network, give(stays, comes));
        assertThat(run.fail().type()).isEqualTo("host-failed");
        assertThat(claim().ports()).containsExactly(port, stays, leaves);
        assertThat(has(comes)).isFalse();
        assertThat(tree().ports.values())
                .allMatch(one -> one.addresses().stream().noneMatch(Port.PortAddress::leaving));
        assertThat(run.told).extracting(nic -> nic.nic().port()).containsExactly(comes, leaves, leaves, comes);
    }

    @Test
    void aMachineThatGoesLeavesItToTheOthers() {
        List<Nic> nics = world.build(NetWorld.on(network));
        String other = machine();
        NetRun.done(world, network, create(nics.get(0).port(), other));
        NetRun run = NetRun.of(world, network, give(nics.get(0).port())).tell();
        world.release(nics);
        assertThat(claim().ports()).containsExactly(other);
        run.hosts(Hosts.APPLIED).finish();
        assertThat(claim().ports()).isEmpty();
    }

    @Test
    void aPortsOwnAddressIsNotShared() {
        String port = port();
        String ip = tree().port(port).addresses().get(0).ip();
        UpdateAddress update =
                new UpdateAddress(network, ip, Optional.of(List.of(port, port())), Optional.empty(), Optional.empty());
        assertThat(NetRun.refused(world, network, update).type()).isEqualTo("address-of-port");
        assertThat(NetRun.refused(world, network, new DeleteAddress(network, ip))
                        .type())
                .isEqualTo("address-in-use");
        assertThat(NetRun.refused(world, network, give(port)).type()).isEqualTo("address-not-found");
    }

    @Test
    void strangersAndTooManyPortsAreRefused() {
        String port = port();
        assertThat(new NetRun(world, "p2", network, create()).fail().type()).isEqualTo("network-not-found");
        NetRun.done(world, network, create());
        assertThat(new NetRun(world, "p2", network, give(port)).fail().type()).isEqualTo("address-not-found");
        String[] many = new String[33];
        Arrays.setAll(many, Integer::toString);
        assertThat(NetRun.refused(world, network, give(many)).type()).isEqualTo("too-many-ports");
    }

    @Test
    void aMacForADeviceWithoutAPort() {
        CreateMac next = new CreateMac(Optional.empty(), Optional.of(new Port.Device("bmc", "b1")), Optional.empty());
        assertThat(NetRun.done(world, "", next)).containsEntry("mac", "52:54:00:00:00:00");
        for (String mac : List.of("52:54:00:00:00:07", "02:00:00:00:00:01")) {
            CreateMac named = new CreateMac(Optional.of(mac), Optional.empty(), Optional.of("printer"));
            assertThat(NetRun.done(world, "", named)).containsEntry("mac", mac);
            assertThat(world.refused(NetWorld.withMac(network, mac)).detail()).contains("printer");
            assertThat(NetRun.refused(world, "", named).type()).isEqualTo("mac-in-use");
            assertThat(new NetRun(world, "p2", "", new DeleteMac(mac)).fail().type())
                    .isEqualTo("mac-not-found");
            NetRun.done(world, "", new DeleteMac(mac));
            assertThat(NetRun.refused(world, "", named).type()).isEqualTo("mac-cooling");
        }
        String port = port();
        String ports = tree().port(port).mac();
        assertThat(NetRun.refused(world, "", new DeleteMac(ports)).type()).isEqualTo("mac-in-use");
        assertThat(NetRun.refused(world, "", new DeleteMac("02:00:00:00:00:99")).type())
                .isEqualTo("mac-not-found");
    }
}
