package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Claim;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreateAddress;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.DeletePorts;
import io.quark.common.model.NetRequest.PortRef;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortRemovalTest {

    private final NetWorld world = new NetWorld();
    private final String network = world.make("10.20.0.0/16");

    @AfterEach
    void theTreeIsSound() {
        tree().assertSound();
    }

    private NetTree tree() {
        return new NetTree(world.tree);
    }

    private List<String> make(int count) {
        NetRun.done(world, network, new CreatePorts(Collections.nCopies(count, PortBatchTest.port(network)), 0));
        return new ArrayList<>(tree().ports.keySet());
    }

    private DeletePorts delete(List<String> ports) {
        return new DeletePorts(
                ports.stream().map(port -> new PortRef(network, port)).toList(), 0);
    }

    @Test
    void whatADeletedPortHadCools() {
        List<String> ports = make(3);
        Port port = tree().port(ports.get(0));
        NetRun run = NetRun.of(world, network, delete(ports));
        run.finish();
        assertThat(run.steps).isEqualTo(1);
        assertThat(tree().ports).isEmpty();
        assertThat(tree().address(network, port.addresses().get(0).ip()))
                .map(Claim::state)
                .contains(Claim.State.COOLING);
        assertThat(tree().mac(port.mac())).map(Claim::state).contains(Claim.State.COOLING);
    }

    @Test
    void manyAreMarkedBeforeTheFirstGoes() {
        List<String> ports = make(600);
        NetRun run = NetRun.of(world, network, delete(ports));
        run.step();
        assertThat(tree().ports).hasSize(600);
        String marked = tree().ports.values().stream()
                .filter(port -> port.leaving().isPresent())
                .findFirst()
                .orElseThrow()
                .id();
        assertThat(world.refused(NicRequest.taking(network, marked)).type()).isEqualTo("port-deleting");
        assertThat(NetRun.refused(world, network, delete(List.of(marked))).type())
                .isEqualTo("port-deleting");
        run.takenOver().step();
        run.takenOver().finish();
        assertThat(tree().ports).isEmpty();
    }

    @Test
    void ifOneTurnsOutToBeInUseAllStay() {
        List<String> ports = make(600);
        NetRun run = NetRun.of(world, network, delete(ports));
        run.step();
        String free = tree().ports.values().stream()
                .filter(port -> port.leaving().isEmpty())
                .findFirst()
                .orElseThrow()
                .id();
        world.build(NicRequest.taking(network, free));
        Problem problem = run.takenOver().fail();
        assertThat(problem.type()).isEqualTo("ports-in-use");
        assertThat(problem.detail()).contains(free);
        assertThat(tree().ports).hasSize(600);
        assertThat(tree().ports.values()).allMatch(port -> port.leaving().isEmpty());
    }

    @Test
    void upToTenThatAreInUseAreNamed() {
        List<Nic> nics =
                world.build(Collections.nCopies(12, NetWorld.on(network)).toArray(NicRequest[]::new));
        Problem problem = NetRun.refused(
                world, network, delete(nics.stream().map(Nic::port).toList()));
        assertThat(problem.type()).isEqualTo("ports-in-use");
        assertThat(nics.stream().filter(nic -> problem.detail().contains(nic.port())))
                .hasSize(10);
        assertThat(problem.detail()).endsWith("and 2 more");
    }

    @Test
    void anUnknownPortAndAStrangersAreNotFound() {
        List<String> ports = make(1);
        assertThat(NetRun.refused(world, network, delete(List.of(Ids.fresh()))).type())
                .isEqualTo("port-not-found");
        assertThat(new NetRun(world, "p2", network, delete(ports)).fail().type())
                .isEqualTo("port-not-found");
        assertThat(tree().ports).hasSize(1);
    }

    @Test
    void portsThatShareAnAddressGoTogether() {
        List<String> ports = make(3);
        NetRun.done(
                world,
                network,
                new CreateAddress(
                        network,
                        new AddressSpec(Optional.of("10.20.9.9"), Optional.empty()),
                        ports,
                        Optional.empty(),
                        Optional.empty()));
        NetRun.done(world, network, delete(ports.subList(0, 2)));
        assertThat(tree().address(network, "10.20.9.9"))
                .hasValueSatisfying(claim -> assertThat(claim.ports()).containsExactly(ports.get(2)));
        NetRun.done(world, network, delete(ports.subList(2, 3)));
        assertThat(tree().address(network, "10.20.9.9")).hasValueSatisfying(claim -> {
            assertThat(claim.ports()).isEmpty();
            assertThat(claim.state()).isEqualTo(Claim.State.ALLOCATED);
        });
    }
}
