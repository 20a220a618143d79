package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.Part;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.Quota;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortBatchTest {

    private static final AddressSpec ANY = new AddressSpec(Optional.empty(), Optional.empty());

    private final NetWorld world = new NetWorld();

    @AfterEach
    void theTreeIsSound() {
        new NetTree(world.tree).assertSound();
    }

    static PortSpec port(String network, String... ips) {
        List<AddressSpec> specs = new ArrayList<>();
        for (String ip : ips) {
            specs.add(new AddressSpec(Optional.of(ip), Optional.empty()));
        }
        return new PortSpec(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                specs,
                List.of(),
                Optional.empty(),
                List.of());
    }

    private static CreatePorts ports(PortSpec... specs) {
        return new CreatePorts(List.of(specs), 0);
    }

    private static CreatePorts many(int count, PortSpec spec) {
        return new CreatePorts(Collections.nCopies(count, spec), 0);
    }

    private NetTree tree() {
        return new NetTree(world.tree);
    }

    @Test
    void aPortForAnyDeviceHasAMacAndAnAddressOfEachFamily() {
        String network = world.make("10.20.0.0/24", "fd20::/64");
        PortSpec spec = new PortSpec(
                network,
                Optional.of("uplink"),
                Optional.of(new Port.Device("router", "r1")),
                Optional.empty(),
                List.of(),
                List.of("edge"),
                Optional.empty(),
                List.of());
        NetRun run = NetRun.of(world, network, ports(spec));
        Port port = tree(run.finish().get("port"));
        assertThat(run.steps).isEqualTo(1);
        assertThat(port.name()).isEqualTo("uplink");
        assertThat(port.device()).contains(new Port.Device("router", "r1"));
        assertThat(port.tags()).containsExactly("edge");
        assertThat(port.sticky()).isTrue();
        assertThat(port.batch()).isEmpty();
        assertThat(port.addresses())
                .extracting(Port.PortAddress::ip)
                .containsExactly("10.20.0.2", "fd20::5054:ff:fe00:0");
    }

    private Port tree(@Nullable String port) {
        return tree().port(String.valueOf(port));
    }

    @Test
    void aPortGetsWhatItAsksForAndWhatIsMissing() {
        String network = world.make(Network.Family.BOTH, "10.20.0.0/24", "fd20::/64");
        String subnet = tree().subnets.values().stream()
                .filter(one -> one.cidr().startsWith("10."))
                .findFirst()
                .orElseThrow()
                .id();
        PortSpec spec = new PortSpec(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.of("02:00:00:00:00:09"),
                List.of(
                        new AddressSpec(Optional.of("10.20.0.2"), Optional.empty()),
                        new AddressSpec(Optional.empty(), Optional.of(subnet)),
                        ANY),
                List.of(),
                Optional.empty(),
                List.of());
        Port port = tree(NetRun.done(world, network, ports(spec)).get("port"));
        assertThat(port.mac()).isEqualTo("02:00:00:00:00:09");
        assertThat(port.macRange()).isEmpty();
        assertThat(port.addresses())
                .extracting(Port.PortAddress::ip)
                .containsExactly("10.20.0.2", "10.20.0.3", "10.20.0.4", "fd20::ff:fe00:9");
    }

    @Test
    void portsOfSeveralNetworksAreMadeInOneStep() {
        String one = world.make("10.1.0.0/24");
        String other = world.make("10.2.0.0/24");
        NetRun run = NetRun.of(world, one, ports(port(one), port(other), port(one)));
        assertThat(run.finish()).containsEntry("count", "3");
        assertThat(run.steps).isEqualTo(1);
        assertThat(tree().ports).hasSize(3);
    }

    @Test
    void whatOneNamesNoOtherGetsByChance() {
        String network = world.make("10.20.0.0/29");
        NetRun.done(world, network, ports(port(network), port(network), port(network, "10.20.0.2")));
        assertThat(tree().ports.values())
                .flatExtracting(Port::addresses)
                .extracting(Port.PortAddress::ip)
                .containsExactlyInAnyOrder("10.20.0.2", "10.20.0.3", "10.20.0.4");
    }

    @Test
    void ifOneCannotBeHadNoneIsMadeAndTheProblemSaysWhich() {
        String network = world.make("10.20.0.0/24");
        NetRun run = NetRun.of(world, network, ports(port(network), port(network, "10.20.0.1"), port(network)));
        Problem problem = run.fail();
        assertThat(problem.type()).isEqualTo("address-kept-back");
        assertThat(problem.detail()).startsWith("port 1 ");
        assertThat(problem.errors()).extracting(Problem.Fault::pointer).contains("/ports/1");
        assertThat(tree().ports).isEmpty();
        assertThat(world.index.usage(network).get(0).used()).isZero();
        assertThat(world.index.openProposals()).isZero();
    }

    @Test
    void twoThatNameTheSameAddressAreRefused() {
        String network = world.make("10.20.0.0/24");
        Problem problem = NetRun.refused(world, network, ports(port(network, "10.20.0.9"), port(network, "10.20.0.9")));
        assertThat(problem.type()).isEqualTo("address-in-use");
        assertThat(problem.detail()).startsWith("port 1 ");
    }

    @Test
    void aThousandPortsAreMadeInBoundedStepsAndSeenAllAtOnce() {
        String network = world.make("10.20.0.0/16", "fd20::/64");
        NetRun run = NetRun.of(world, network, many(1000, port(network)));
        run.step();
        String first = tree().ports.keySet().iterator().next();
        assertThat(tree().pending).containsExactly(run.workUnit());
        assertThat(NetRun.refused(world, first, rename(network)).type()).isEqualTo("port-not-found");
        assertThat(world.refused(NicRequest.taking(network, first)).type()).isEqualTo("port-not-found");
        assertThat(run.finish()).containsEntry("count", "1000");
        assertThat(tree().ports).hasSize(1000);
        assertThat(tree().pending).isEmpty();
        assertThat(run.steps).isLessThan(20);
        NetRun.done(world, first, rename(network));
    }

    private static UpdatePort rename(String network) {
        return new UpdatePort(
                network,
                Optional.of("x"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void furtherPartsOfTheRequestAreMadeToo() {
        String network = world.make("10.20.0.0/16");
        Part part = new Part(Collections.nCopies(300, port(network)), List.of());
        CreatePorts request = new CreatePorts(Collections.nCopies(300, port(network)), 2);
        assertThat(new NetRun(world, NetWorld.PROJECT, network, request, part, part).finish())
                .containsEntry("count", "900");
    }

    @Test
    void whoeverTakesABatchOverGoesOnWithWhatIsThere() {
        String network = world.make("10.20.0.0/16");
        NetRun run = NetRun.of(world, network, many(500, port(network)));
        run.step();
        int made = tree().ports.size();
        assertThat(made).isBetween(50, 450);
        run.takenOver().step();
        run.takenOver().finish();
        assertThat(tree().ports).hasSize(500);
    }

    @Test
    void aLargeBatchThatFindsNoRoomLeavesNothingBehindNotEvenAQuarantine() {
        String network = world.make("10.20.0.0/23");
        NetRun run = NetRun.of(world, network, many(600, port(network)));
        Problem problem = run.fail();
        assertThat(problem.type()).isEqualTo("subnet-exhausted");
        assertThat(problem.detail()).startsWith("port 509 ").contains("size 512");
        assertThat(tree().ports).isEmpty();
        assertThat(tree().pending).isEmpty();
        assertThat(tree().addresses).isEmpty();
        assertThat(tree().macs).isEmpty();
        assertThat(world.index.openProposals()).isZero();
    }

    @Test
    void aBatchOnceFailedStaysSoForWhoeverTakesItOver() {
        String network = world.make("10.20.0.0/22");
        NetRun run = NetRun.of(world, network, many(1000, port(network)));
        for (int i = 0; i < 3; i++) {
            run.step();
        }
        world.build(Collections.nCopies(16, NetWorld.on(network)).toArray(NicRequest[]::new));
        List<Nic> inTheWay =
                world.build(Collections.nCopies(16, NetWorld.on(network)).toArray(NicRequest[]::new));
        NetStep step = run.step();
        while (!(step instanceof NetStep.Act act
                && act.next() instanceof NetStep.Next.More more
                && more.step().equals("undo_ports"))) {
            step = run.step();
        }
        world.release(inTheWay);
        world.pass(1000);
        assertThat(run.takenOver().fail().type()).isEqualTo("subnet-exhausted");
        assertThat(tree().ports).hasSize(16);
    }

    @Test
    void aBatchHoldsItsNetwork() {
        String network = world.make("10.20.0.0/16");
        NetRun run = NetRun.of(world, network, many(500, port(network)));
        run.step();
        NetStep removal = world.remove(network);
        if (removal instanceof NetStep.Act step) {
            world.commit(step.ops());
            removal = world.remove(network);
        }
        assertThat(removal).isInstanceOf(NetStep.Refused.class);
        List<Op> back = ((NetStep.Refused) removal).ops();
        if (!back.isEmpty()) {
            world.commit(back);
        }
        run.finish();
        assertThat(tree().ports).hasSize(500);
    }

    @Test
    void aQuotaOfPortsIsKept() {
        String network = world.make("10.20.0.0/16");
        quota(Optional.of(3), Optional.empty());
        assertThat(NetRun.refused(world, network, many(4, port(network))).type())
                .isEqualTo("quota-exceeded");
        NetRun.done(world, network, many(2, port(network)));
        world.build(NetWorld.on(network));
        assertThat(NetRun.refused(world, network, many(1, port(network))).type())
                .isEqualTo("quota-exceeded");
        assertThat(world.refused(NetWorld.on(network)).type()).isEqualTo("quota-exceeded");
    }

    @Test
    void aQuotaOfAddressesHoldsForEachPort() {
        String network = world.make("10.20.0.0/16");
        quota(Optional.empty(), Optional.of(1));
        NetRun.done(world, network, many(1, port(network)));
        assertThat(NetRun.refused(world, network, ports(port(network, "10.20.0.8", "10.20.0.9")))
                        .type())
                .isEqualTo("quota-exceeded");
    }

    private void quota(Optional<Integer> ports, Optional<Integer> addresses) {
        Quota quota = new Quota(NetWorld.PROJECT, Optional.empty(), Optional.empty(), ports, addresses, "");
        world.commit(List.of(Op.create(world.tree.paths.quota(NetWorld.PROJECT), quota)));
    }

    @Test
    void aPortOfAnInstanceIsMadeByItsBuildOnly() {
        String network = world.make("10.20.0.0/24");
        PortSpec spec = new PortSpec(
                network,
                Optional.empty(),
                Optional.of(Port.Device.instance("i1")),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        assertThat(NetRun.refused(world, network, ports(spec)).type()).isEqualTo("device-invalid");
    }

    @Test
    void aStrangersNetworkAndTooManyPortsAreRefused() {
        String network = world.make("10.20.0.0/16");
        assertThat(new NetRun(world, "p2", network, ports(port(network))).fail().type())
                .isEqualTo("network-not-found");
        assertThat(NetRun.refused(world, network, many(1001, port(network))).type())
                .isEqualTo("too-many-ports");
    }

    @Test
    void aBatchThatFailsBecauseOfAnotherProposalWaitsForThat() {
        String network = world.make("10.20.0.0/30");
        Plan.Planned open = world.planned(NetWorld.on(network));
        NetStep step = NetRun.of(world, network, many(1, port(network))).ask();
        assertThat(step).isInstanceOfSatisfying(NetStep.Refused.class, refused -> {
            assertThat(refused.provisional()).isTrue();
            assertThat(refused.ops()).isEmpty();
        });
        world.index.abandon(open);
        NetRun.done(world, network, many(1, port(network)));
        assertThat(tree().address(network, "10.20.0.2")).map(Claim::state).contains(Claim.State.ALLOCATED);
    }
}
