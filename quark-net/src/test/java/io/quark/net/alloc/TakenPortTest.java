package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreateAddress;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ports that were there before their instance. */
class TakenPortTest {

    private final NetWorld world = new NetWorld();
    private final String network = world.make("10.20.0.0/24", "fd20::/64");

    @AfterEach
    void theTreeIsSound() {
        tree().assertSound();
    }

    private NetTree tree() {
        return new NetTree(world.tree);
    }

    private String port() {
        return Objects.requireNonNull(
                NetRun.done(world, network, new CreatePorts(List.of(PortBatchTest.port(network)), 0))
                        .get("port"));
    }

    private static UpdatePort update(
            String network, Optional<Port.Device> device, boolean free, Optional<Integer> ifVersion) {
        return new UpdatePort(
                network,
                Optional.empty(),
                Optional.of(List.of("t")),
                device,
                free,
                Optional.empty(),
                Optional.empty(),
                ifVersion);
    }

    @Test
    void anInterfaceTakesAPortAsItIs() {
        String id = port();
        Port before = tree().port(id);
        List<Nic> nics = world.build(NetWorld.on(network), NicRequest.taking(network, id));
        assertThat(nics.get(1).port()).isEqualTo(id);
        assertThat(nics.get(1).mac()).isEqualTo(before.mac());
        assertThat(nics.get(1).addresses())
                .extracting(Nic.NicAddress::ip)
                .containsExactlyElementsOf(
                        before.addresses().stream().map(Port.PortAddress::ip).toList());
        assertThat(tree().port(id).instance()).isPresent();
        assertThat(world.refused(NicRequest.taking(network, id)).type()).isEqualTo("port-in-use");
        assertThat(NetRun.refused(world, id, update(network, Optional.empty(), true, Optional.empty()))
                        .type())
                .isEqualTo("port-in-use");
    }

    @Test
    void itOutlivesItsInstanceWithAllItHas() {
        String id = port();
        Port before = tree().port(id);
        List<Nic> nics = world.build(NetWorld.on(network), NicRequest.taking(network, id));
        world.release(nics);
        assertThat(tree().ports).containsOnlyKeys(id);
        Port after = tree().port(id);
        assertThat(after.device()).isEmpty();
        assertThat(after.addresses()).isEqualTo(before.addresses());
        assertThat(NetWorld.ip(world.build(NicRequest.taking(network, id)))).isEqualTo(NetWorld.ip(nics.subList(1, 2)));
    }

    @Test
    void aReleaseRightAfterTheCommitNeedsNoView() {
        String id = port();
        Plan.Planned plan = world.planned(NicRequest.taking(network, id));
        world.index.settled(plan, world.tree.must(plan.ops()));
        world.commit(world.index.release(plan.nics(), world.work()));
        assertThat(tree().port(id).device()).isEmpty();
        assertThat(world.index.openProposals()).isZero();
    }

    @Test
    void aStaleReleaseTakesItFromNobody() {
        String id = port();
        List<Nic> nics = world.build(NicRequest.taking(network, id));
        String first = tree().port(id).instance().orElseThrow();
        List<Op> release = world.index.release(first, nics, world.work());
        world.commit(release);
        world.build(NicRequest.taking(network, id));
        assertThat(world.tree.commit(release)).isInstanceOf(Commit.Refused.class);
        assertThat(world.index.release(first, nics, world.work())).isEmpty();
        assertThat(tree().port(id).instance()).isPresent();
    }

    @Test
    void twoInterfacesCannotTakeOnePort() {
        String id = port();
        assertThat(world.refused(NicRequest.taking(network, id), NicRequest.taking(network, id))
                        .type())
                .isEqualTo("port-in-use");
    }

    @Test
    void twoInstancesThatTakeItAtOnceCannotBothHaveIt() {
        String id = port();
        Plan.Planned one = world.planned(NicRequest.taking(network, id));
        Plan.Planned other = world.planned(NicRequest.taking(network, id));
        world.commit(one);
        assertThat(world.tree.commit(other.ops())).isInstanceOf(Commit.Refused.class);
        world.index.abandon(other);
    }

    @Test
    void twoInterfacesOfOneInstanceMayShareAnAddress() {
        List<Nic> nics = world.build(NetWorld.on(network), NetWorld.on(network));
        NetRun.done(
                world,
                network,
                new CreateAddress(
                        network,
                        new AddressSpec(Optional.of("10.20.0.99"), Optional.empty()),
                        nics.stream().map(Nic::port).toList(),
                        Optional.empty(),
                        Optional.empty()));
        world.release(nics);
        assertThat(tree().ports).isEmpty();
        assertThat(tree().address(network, "10.20.0.99"))
                .hasValueSatisfying(claim -> assertThat(claim.ports()).isEmpty());
    }

    @Test
    void aStrangersPortCannotBeTaken() {
        String id = port();
        NicsRequest stranger = new NicsRequest(world.work(), "p2", "i", "m", List.of(NicRequest.taking(network, id)));
        assertThat(world.index.plan(stranger, world.tree.now(), Stripe.WHOLE)).isInstanceOf(Plan.Refused.class);
    }

    @Test
    void anUpdateKeepsToTheVersionThatItWasMadeFor() {
        String id = port();
        Port.Device router = new Port.Device("router", "r");
        NetRun.done(world, id, update(network, Optional.of(router), false, Optional.of(0)));
        assertThat(tree().port(id).device()).contains(router);
        assertThat(tree().port(id).tags()).containsExactly("t");
        Problem stale = NetRun.refused(world, id, update(network, Optional.empty(), true, Optional.of(0)));
        assertThat(stale.type()).isEqualTo("stale");
        assertThat(stale.status()).isEqualTo(412);
        NetRun.done(world, id, update(network, Optional.empty(), true, Optional.of(1)));
        assertThat(tree().port(id).device()).isEmpty();
        assertThat(NetRun.refused(
                                world,
                                id,
                                update(network, Optional.of(Port.Device.instance("i")), false, Optional.empty()))
                        .type())
                .isEqualTo("device-invalid");
    }
}
