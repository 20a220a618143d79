package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.AddAddress;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.RemoveAddress;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetWork.Hosts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortAddressesTest {

    private final NetWorld world = new NetWorld();
    private final String network = world.make("10.20.0.0/24", "fd20::/64");

    @AfterEach
    void theTreeIsSound() {
        tree().assertSound();
        assertThat(world.index.openProposals()).isZero();
    }

    private NetTree tree() {
        return new NetTree(world.tree);
    }

    private String portByItself() {
        return Objects.requireNonNull(
                NetRun.done(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0))
                        .get("port"));
    }

    private String portOfInstance() {
        return world.build(NetWorld.on(network)).get(0).port();
    }

    private AddAddress add(String ip) {
        return new AddAddress(network, new AddressSpec(Optional.of(ip), Optional.empty()));
    }

    private RemoveAddress remove(String ip) {
        return new RemoveAddress(network, ip);
    }

    private List<String> ips(String port) {
        return tree().port(port).addresses().stream().map(Port.PortAddress::ip).toList();
    }

    private Optional<Claim.State> state(String ip) {
        return tree().address(network, ip).map(Claim::state);
    }

    @Test
    void aPortThatNoInstanceUsesIsChangedAtOnce() {
        String port = portByItself();
        NetRun run = NetRun.of(world, port, add("10.20.0.50"));
        assertThat(run.finish()).containsEntry("ip", "10.20.0.50");
        assertThat(run.steps).isEqualTo(1);
        assertThat(ips(port)).contains("10.20.0.50");
        NetRun.done(world, port, remove("10.20.0.50"));
        assertThat(ips(port)).doesNotContain("10.20.0.50");
        assertThat(state("10.20.0.50")).contains(Claim.State.COOLING);
    }

    @Test
    void theNextAddressIsOfTheSubnetOrOfTheNetwork() {
        String port = portByItself();
        AddressSpec any = new AddressSpec(Optional.empty(), Optional.empty());
        assertThat(NetRun.done(world, port, new AddAddress(network, any))).containsEntry("ip", "10.20.0.3");
        String v6 = tree().subnets.values().stream()
                .filter(subnet -> subnet.cidr().startsWith("fd"))
                .map(Subnet::id)
                .findFirst()
                .orElseThrow();
        Map<String, String> result =
                NetRun.done(world, port, new AddAddress(network, new AddressSpec(Optional.empty(), Optional.of(v6))));
        assertThat(result.get("ip")).startsWith("fd20::");
        assertThat(ips(port)).hasSize(4);
    }

    @Test
    void theHostOfAnInstanceIsToldOfTheWholeInterface() {
        String port = portOfInstance();
        NetRun run = NetRun.of(world, port, add("10.20.0.50"));
        assertThat(run.finish()).containsEntry("ip", "10.20.0.50");
        assertThat(run.steps).isEqualTo(2);
        Nic nic = run.told.get(0).nic();
        assertThat(run.told).hasSize(1);
        assertThat(run.told.get(0).instance())
                .isEqualTo(tree().port(port).instance().orElseThrow());
        assertThat(nic.addresses())
                .extracting(Nic.NicAddress::ip)
                .containsExactly("10.20.0.2", "fd20::5054:ff:fe00:0", "10.20.0.50");
        assertThat(nic.addresses().get(2).prefix()).isEqualTo(24);
        assertThat(nic.addresses().get(2).gateway()).contains("10.20.0.1");
    }

    @Test
    void whatTheHostCannotDoIsChangedBack() {
        String port = portOfInstance();
        NetRun run = NetRun.of(world, port, add("10.20.0.50"));
        assertThat(run.fail().type()).isEqualTo("host-failed");
        assertThat(ips(port)).containsExactly("10.20.0.2", "fd20::5054:ff:fe00:0");
        assertThat(state("10.20.0.50")).contains(Claim.State.COOLING);
        assertThat(run.told).hasSize(2);
        assertThat(run.told.get(1).nic().addresses()).hasSize(2);
    }

    @Test
    void anAddressIsThePortsUntilTheHostHasDroppedItThenItCools() {
        String port = portOfInstance();
        NetRun run = NetRun.of(world, port, remove("10.20.0.2")).tell();
        assertThat(state("10.20.0.2")).contains(Claim.State.ALLOCATED);
        assertThat(run.told.get(0).nic().addresses())
                .extracting(Nic.NicAddress::ip)
                .containsExactly("fd20::5054:ff:fe00:0");
        assertThat(NetRun.refused(world, port, remove("10.20.0.2")).type()).isEqualTo("address-leaving");
        run.takenOver().hosts(Hosts.APPLIED).finish();
        assertThat(ips(port)).containsExactly("fd20::5054:ff:fe00:0");
        assertThat(state("10.20.0.2")).contains(Claim.State.COOLING);
    }

    @Test
    void anAddressThatTheHostCannotDropStays() {
        String port = portOfInstance();
        NetRun run = NetRun.of(world, port, remove("10.20.0.2"));
        Problem problem = run.fail();
        assertThat(problem.type()).isEqualTo("host-failed");
        assertThat(tree().port(port).addresses()).noneMatch(Port.PortAddress::leaving);
        assertThat(run.told.get(1).nic().addresses()).hasSize(2);
    }

    @Test
    void anInstanceThatGoesMeanwhileTakesTheAddressWithIt() {
        List<Nic> nics = world.build(NetWorld.on(network));
        String port = nics.get(0).port();
        NetRun adding = NetRun.of(world, port, add("10.20.0.50")).tell();
        NetRun removing = NetRun.of(world, port, remove("10.20.0.2")).tell();
        world.release(nics);
        assertThat(tree().ports).isEmpty();
        assertThat(state("10.20.0.50")).contains(Claim.State.COOLING);
        assertThat(state("10.20.0.2")).contains(Claim.State.COOLING);
        assertThat(adding.hosts(Hosts.FAILED).fail().type()).isEqualTo("port-not-found");
        removing.hosts(Hosts.APPLIED).finish();
    }

    @Test
    void anAddressThatWasTakenAwayAgainBeforeTheHostAnsweredIsNoMore() {
        String port = portOfInstance();
        NetRun adding = NetRun.of(world, port, add("10.20.0.50")).tell();
        NetRun.done(world, port, remove("10.20.0.50"));
        adding.hosts(Hosts.FAILED).finish();
        assertThat(ips(port)).hasSize(2);
    }

    @Test
    void whoAsksAgainWithoutAnAnswerTellsTheHostAgain() {
        String port = portOfInstance();
        NetRun run =
                NetRun.of(world, port, add("10.20.0.50")).tell().takenOver().tell();
        assertThat(run.told).hasSize(2);
        run.hosts(Hosts.APPLIED).finish();
    }

    @Test
    void whatCannotBeHadIsRefused() {
        String port = portByItself();
        assertThat(NetRun.refused(world, port, add("10.20.0.2")).type()).isEqualTo("address-in-use");
        assertThat(NetRun.refused(world, port, add("10.20.0.1")).type()).isEqualTo("address-kept-back");
        assertThat(NetRun.refused(world, port, add("10.99.0.1")).type()).isEqualTo("address-outside");
        assertThat(NetRun.refused(world, port, remove("10.20.0.77")).type()).isEqualTo("address-not-found");
        for (int i = 0; i < 14; i++) {
            NetRun.done(world, port, add("10.20.0." + (100 + i)));
        }
        assertThat(NetRun.refused(world, port, add("10.20.0.99")).type()).isEqualTo("too-many-addresses");
    }

    @Test
    void aSubnetOrANetworkThatIsGoingGivesNothing() {
        String port = portByItself();
        Subnet subnet = tree().subnets.values().stream()
                .filter(one -> one.cidr().startsWith("10."))
                .findFirst()
                .orElseThrow();
        String path = world.tree.paths.subnet(network, subnet.id());
        world.commit(List.of(Op.set(path, subnet.withDeleting(Optional.of("w"), "w"), Op.ANY_VERSION)));
        assertThat(NetRun.refused(world, port, add("10.20.0.50")).type()).isEqualTo("subnet-deleting");
        AddressSpec next = new AddressSpec(Optional.empty(), Optional.of(subnet.id()));
        assertThat(NetRun.refused(world, port, new AddAddress(network, next)).type())
                .isEqualTo("subnet-deleting");
        assertThat(NetWorld.ip(world.build(NetWorld.on(network)))).startsWith("fd20:");
        Network record = Objects.requireNonNull(tree().networks.get(network));
        world.commit(List.of(Op.set(
                world.tree.paths.network(network), record.withState(Network.State.DELETING, "w"), Op.ANY_VERSION)));
        assertThat(NetRun.refused(world, port, add("fd20::50")).type()).isEqualTo("network-deleting");
    }
}
