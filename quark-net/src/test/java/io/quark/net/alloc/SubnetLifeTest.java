package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.AddRoute;
import io.quark.common.model.NetRequest.RemoveRoute;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Subnet;
import io.quark.common.model.Subnet.Route;
import io.quark.common.tree.Commit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Subnets and routes that come to a network and go from it. */
class SubnetLifeTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);

    private String onlySubnet(String network) {
        return world.index.usage(network).get(0).subnet();
    }

    @Test
    void aSubnetComesToANetworkThatIsThere() {
        String network = world.make(Network.Family.ANY);
        NetDrive.Unit unit = drive.addSubnet(network, "10.20.0.0/30");
        assertThat(unit.succeeds()).containsKey("subnet");
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.2");
        drive.addSubnet(network, "10.20.1.0/24").succeeds();
        assertThat(NetWorld.ip(world.build(on(network)))).startsWith("10.20.1.");
    }

    @Test
    void aSubnetThatOverlapsAnotherOfItsNetworkIsRefusedAndOnAnotherNetworkIsNot() {
        String network = world.make("10.20.0.0/16");
        Problem problem = drive.addSubnet(network, "10.20.7.0/24").fails();
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.detail()).contains("10.20.7.0/24 overlaps 10.20.0.0/16");
        drive.addSubnet(world.make(), "10.20.7.0/24").succeeds();
    }

    @Test
    void ofTwoOrcsThatAddOverlappingSubnetsAtOnceOneLoses() {
        String network = world.make();
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit theirs = other.addSubnet(network, "10.20.0.0/16");
        NetStep.Act act = theirs.act();
        drive.addSubnet(network, "10.20.7.0/24").succeeds();
        assertThat(theirs.commit(act)).isInstanceOf(Commit.Refused.class);
        other.world.view.catchUp();
        theirs.fails();
    }

    @Test
    void aSubnetWithAddressesInUseStaysAndTheyAreNamed() {
        String network = world.make("10.20.0.0/24");
        for (int i = 0; i < 12; i++) {
            world.build(on(network));
        }
        Problem problem = drive.deleteSubnet(network, onlySubnet(network)).fails();
        assertThat(problem.type()).isEqualTo("subnet-in-use");
        assertThat(problem.detail()).contains("address 10.20.0.2 of port").contains("and 2 more");
        world.build(on(network));
    }

    @Test
    void aSubnetGoesWithItsCoolingAddressesInBoundedSteps() {
        String network = world.make("10.20.0.0/21");
        int before = world.tree.below(world.tree.paths.net()).size();
        for (int i = 0; i < 55; i++) {
            world.release(world.build(java.util.Collections.nCopies(16, on(network))
                    .toArray(new io.quark.common.model.InstanceSpec.NicRequest[0])));
        }
        NetDrive.Unit unit = drive.deleteSubnet(network, onlySubnet(network));
        int steps = 1;
        while (unit.step() instanceof NetStep.Next.More) {
            steps++;
        }
        assertThat(steps).isBetween(4, 6);
        assertThat(world.index.usage(network)).isEmpty();
        assertThat(world.tree.below(world.tree.paths.networks()))
                .noneMatch(node -> node.path().contains("/subnets/"));
        assertThat(before).isPositive();
        drive.addSubnet(network, "10.20.0.0/21").succeeds();
    }

    @Test
    void nothingIsHandedOutOfASubnetThatIsGoing() {
        String network = world.make("10.20.0.0/24");
        NetDrive.Unit unit = drive.deleteSubnet(network, onlySubnet(network));
        unit.step();
        assertThat(world.refused(on(network, "10.20.0.9")).status()).isEqualTo(409);
        assertThat(world.plan(on(network))).isInstanceOf(Plan.Refused.class);
        unit.succeeds();
    }

    @Test
    void anAllocationThatComesBeforeTheMarkKeepsTheSubnet() {
        String network = world.make("10.20.0.0/24");
        String subnet = onlySubnet(network);
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit unit = drive.deleteSubnet(network, subnet);
        NetStep.Act mark = unit.act();
        other.build(on(network, "10.20.0.9"));
        assertThat(unit.commit(mark)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(unit.fails().detail()).contains("10.20.0.9");
        assertThat(drive.subnet(network, subnet).deleting()).isEmpty();
        world.build(on(network));
    }

    @Test
    void anAllocationPlannedBeforeTheMarkFailsAfterIt() {
        String network = world.make("10.20.0.0/24");
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(on(network));
        NetDrive.Unit unit = drive.deleteSubnet(network, onlySubnet(network));
        unit.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        unit.succeeds();
    }

    @Test
    void deletingWhatIsGoneSucceeds() {
        String network = world.make();
        assertThat(drive.deleteSubnet(network, "00000000-0000-0000-0000-000000000000")
                        .succeeds())
                .containsKey("subnet");
    }

    @Test
    void aRouteComesToTheSubnetThatHoldsItsNextHop() {
        String network = world.make("10.20.0.0/24", "10.21.0.0/24");
        Route route = new Route("10.99.0.0/16", "10.21.0.9");
        drive.unit(network, new AddRoute(route)).succeeds();
        String second = world.index.usage(network).get(1).subnet();
        assertThat(drive.subnet(network, second).routes()).containsExactly(route);
        List<Nic> nics = world.build(on(network, "10.21.0.77"));
        assertThat(nics.get(0).addresses().get(0).routes()).containsExactly(route);
        drive.unit(network, new RemoveRoute(route)).succeeds();
        assertThat(drive.subnet(network, second).routes()).isEmpty();
        assertThat(drive.unit(network, new RemoveRoute(route)).fails().status()).isEqualTo(404);
    }

    @Test
    void aRouteThatLeadsNowhereOrTwiceIsRefused() {
        String network = world.make("10.20.0.0/24");
        drive.unit(network, new AddRoute(new Route("10.99.0.0/16", "10.20.0.9")))
                .succeeds();
        assertThat(refusal(network, "10.99.0.0/16", "10.20.0.8")).contains("second route");
        assertThat(refusal(network, "10.99.7.0/24", "10.20.0.8")).contains("overlaps the route to 10.99.0.0/16");
        assertThat(refusal(network, "10.98.0.0/16", "10.50.0.8")).contains("in no subnet");
        assertThat(refusal(network, "10.20.0.128/25", "10.20.0.8")).contains("subnet's own");
        assertThat(refusal(network, "0.0.0.0/0", "10.20.0.8")).contains("default route");
        assertThat(refusal(network, "nowhere", "10.20.0.8")).contains("not a CIDR");
    }

    private String refusal(String network, String destination, String nextHop) {
        return drive.unit(network, new AddRoute(new Route(destination, nextHop)))
                .fails()
                .detail();
    }

    @Test
    void aBindingGoesWithItsSubnetAndThenThePolicyMay() {
        String policy = drive.policy("0-9");
        var create = NetDrive.network(NetDrive.subnet("10.20.0.0/24", Optional.of(policy)));
        drive.create(create).succeeds();
        Subnet subnet = create.subnets().get(0);
        var delete = new io.quark.common.model.NetRequest.DeleteIpPolicy();
        assertThat(drive.unit(policy, delete).fails().detail()).contains(subnet.id());
        drive.deleteSubnet(create.network().id(), subnet.id()).succeeds();
        drive.unit(policy, delete).succeeds();
        assertThat(world.tree.node(world.tree.paths.ipPolicy(policy))).isEmpty();
    }
}
