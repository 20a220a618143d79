package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.UpdateSubnet;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Subnet;
import io.quark.common.model.Subnet.Pool;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubnetUpdateTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private String network = "";
    private String subnet = "";

    @BeforeEach
    void aNetworkWithASubnet() {
        CreateNetwork create = NetDrive.network(NetDrive.subnet("10.20.0.0/24", Optional.empty()));
        drive.create(create).succeeds();
        network = create.network().id();
        subnet = create.subnets().get(0).id();
    }

    private NetDrive.Unit gateway(String gateway) {
        return update(Optional.of(gateway), Optional.empty(), Optional.empty());
    }

    private NetDrive.Unit pools(Pool... pools) {
        return update(Optional.empty(), Optional.of(List.of(pools)), Optional.empty());
    }

    private NetDrive.Unit policy(String policy) {
        return update(Optional.empty(), Optional.empty(), Optional.of(policy));
    }

    private NetDrive.Unit update(Optional<String> gateway, Optional<List<Pool>> pools, Optional<String> policy) {
        return drive.unit(subnet, request(gateway, pools, policy, Optional.empty(), Optional.empty()));
    }

    private UpdateSubnet request(
            Optional<String> gateway,
            Optional<List<Pool>> pools,
            Optional<String> policy,
            Optional<Integer> reuseAfter,
            Optional<Integer> ifVersion) {
        return new UpdateSubnet(
                network,
                Optional.empty(),
                gateway,
                pools,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                policy,
                reuseAfter,
                Optional.empty(),
                ifVersion);
    }

    @Test
    void theNextAddressFollowsTheNewPoolsAndGateway() {
        pools(new Pool("10.20.0.100", "10.20.0.110")).succeeds();
        gateway("10.20.0.100").succeeds();
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.101");
        assertThat(world.refused(on(network, "10.20.0.100")).detail()).contains("gateway");
        gateway("none").succeeds();
        world.build(on(network, "10.20.0.1"));
        assertThat(drive.subnet(network, subnet).changing()).isEmpty();
    }

    @Test
    void whatStrandsNobodyTakesOneStepAndStillBumpsTheNetwork() {
        int before = drive.networkVersion(network);
        NetDrive.Unit unit = drive.unit(
                subnet,
                request(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(60), Optional.empty()));
        assertThat(unit.step()).isInstanceOf(NetStep.Next.End.class);
        assertThat(drive.subnet(network, subnet).reuseAfterS()).isEqualTo(60);
        assertThat(drive.networkVersion(network)).isEqualTo(before + 1);
    }

    @Test
    void anAddressInUseThatWouldBeTheGatewayIsNamedAndNothingIsCommitted() {
        world.build(on(network, "10.20.0.254"));
        int zxid = world.tree.zxid();
        Problem problem = gateway("10.20.0.254").fails();
        assertThat(problem.type()).isEqualTo("address-stranded");
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("10.20.0.254").contains("of instance");
        assertThat(world.tree.zxid()).isEqualTo(zxid);
    }

    @Test
    void elevenAddressesOutsideOfTheNewPoolsAreTenNamesAndOneMore() {
        for (int i = 0; i < 11; i++) {
            world.build(on(network));
        }
        assertThat(pools(new Pool("10.20.0.100", "10.20.0.110")).fails().detail())
                .contains("10.20.0.2 ")
                .contains("and 1 more");
    }

    @Test
    void anAddressOutsideOfTheOldPoolsIsNotStrandedByOtherPools() {
        pools(new Pool("10.20.0.100", "10.20.0.110")).succeeds();
        world.build(on(network, "10.20.0.50"));
        pools(new Pool("10.20.0.100", "10.20.0.105")).succeeds();
    }

    @Test
    void aPolicyThatExcludesAnAddressInUseIsNotBound() {
        world.build(on(network, "10.20.0.9"));
        String policy = drive.policy("0-9");
        assertThat(policy(policy).fails().detail()).contains("10.20.0.9 ");
        assertThat(world.tree.node(world.tree.paths.ipPolicyBinding(policy, subnet)))
                .isEmpty();
    }

    @Test
    void aBindingMovesWithTheChange() {
        String first = drive.policy("0-9");
        String second = drive.policy("0-19");
        policy(first).succeeds();
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.10");
        policy("none").succeeds();
        policy(first).succeeds();
        assertThat(policy(second).fails().detail()).contains("10.20.0.10 ");
        assertThat(world.tree.node(world.tree.paths.ipPolicyBinding(first, subnet)))
                .isPresent();
        assertThat(world.tree.node(world.tree.paths.ipPolicyBinding(second, subnet)))
                .isEmpty();
    }

    @Test
    void aChangeOfWhatWasSeenBeforeIsStale() {
        NetDrive.Unit unit = drive.unit(
                subnet,
                request(
                        Optional.of("10.20.0.9"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(7)));
        Problem problem = unit.fails();
        assertThat(problem.type()).isEqualTo("stale");
        assertThat(problem.status()).isEqualTo(412);
    }

    @Test
    void unsoundRulesAreRefusedAsAtCreation() {
        assertThat(gateway("10.99.0.1").fails().type()).isEqualTo("invalid-subnet");
    }

    // --- races: two orcs on one tree

    @Test
    void anAllocationPlannedOnTheOldRulesFailsAfterTheChange() {
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(on(network, "10.20.0.254"));
        NetDrive.Unit change = gateway("10.20.0.254");
        change.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        assertThat(change.step()).isInstanceOf(NetStep.Next.End.class);
        other.index.abandon(build);
        other.view.catchUp();
        assertThat(other.refused(on(network, "10.20.0.254")).detail()).contains("gateway");
    }

    @Test
    void anAllocationThatComesBeforeTheChangeKeepsTheRulesAsTheyWere() {
        Subnet before = drive.subnet(network, subnet);
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit change = gateway("10.20.0.254");
        NetStep.Act first = change.act();
        other.build(on(network, "10.20.0.254"));
        // The change does not see it, and its first step goes through: a build bumps nothing.
        assertThat(change.commit(first)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        Problem problem = change.fails();
        assertThat(problem.detail()).contains("10.20.0.254");
        assertThat(drive.subnet(network, subnet)).isEqualTo(before.withOp(change.id));
        world.refused(on(network, "10.20.0.1"));
    }

    @Test
    void anAllocationThatComesBeforeThePolicyUnbindsItAgain() {
        NetWorld other = new NetWorld(world.tree);
        String policy = drive.policy("0-9");
        other.view.catchUp();
        NetDrive.Unit change = policy(policy);
        NetStep.Act first = change.act();
        other.build(on(network, "10.20.0.9"));
        assertThat(change.commit(first)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(world.tree.node(world.tree.paths.ipPolicyBinding(policy, subnet)))
                .isPresent();
        change.fails();
        assertThat(world.tree.node(world.tree.paths.ipPolicyBinding(policy, subnet)))
                .isEmpty();
        assertThat(drive.subnet(network, subnet).ipPolicy()).isEmpty();
    }

    @Test
    void whileItChangesNothingIsHandedOutAgainstEitherRule() {
        NetDrive.Unit change = gateway("10.20.0.254");
        change.step();
        assertThat(world.refused(on(network, "10.20.0.254")).detail()).contains("gateway");
        assertThat(world.refused(on(network, "10.20.0.1")).detail()).contains("gateway");
        NetDrive.Unit narrower = pools(new Pool("10.20.0.9", "10.20.0.9"));
        assertThat(narrower.waits()).isTrue();
        change.succeeds();
        narrower.step();
        assertThat(world.refused(on(network, "10.20.0.50")).detail()).contains("pools");
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.9");
        narrower.succeeds();
        world.build(on(network, "10.20.0.50"));
    }

    @Test
    void anotherOrcTakesAChangeOverWhereItStands() {
        NetDrive.Unit change = gateway("10.20.0.254");
        change.step();
        NetWorld successor = new NetWorld(world.tree);
        NetStep step = successor.index.next(new NetWork(
                change.id,
                NetWorld.PROJECT,
                new io.quark.common.model.Target("subnet", subnet, ""),
                request(
                        Optional.of("10.20.0.254"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                List.of(),
                true,
                Optional.empty(),
                world.tree.now(),
                Stripe.WHOLE));
        assertThat(((NetStep.Act) step).next()).isInstanceOf(NetStep.Next.End.class);
    }

    @Test
    void twoChangesOfOneNetworkByOneOrcWaitForEachOther() {
        NetDrive.Unit one = gateway("10.20.0.254");
        NetStep.Act act = one.act();
        assertThat(gateway("10.20.0.253").waits()).isTrue();
        assertThat(drive.addSubnet(network, "10.21.0.0/24").waits()).isTrue();
        world.index.abandon(act.proposal());
        gateway("10.20.0.253").succeeds();
    }

    @Test
    void aReleasedAddressIsNotInTheWay() {
        List<Nic> nics = world.build(on(network, "10.20.0.254"));
        world.release(nics);
        gateway("10.20.0.254").succeeds();
    }
}
