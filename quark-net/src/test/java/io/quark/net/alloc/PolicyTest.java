package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.DeleteIpPolicy;
import io.quark.common.model.NetRequest.UpdateIpPolicy;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** IP policies: what they exclude, and how they change under allocation. */
class PolicyTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);

    private String bound(String policy, String cidr) {
        CreateNetwork create = NetDrive.network(NetDrive.subnet(cidr, Optional.of(policy)));
        drive.create(create).succeeds();
        return create.network().id();
    }

    @Test
    void oneIsSharedBySubnetsAndItsOffsetsFollowEach() {
        String policy = drive.policy("0-9", "-10--1", "10.20.0.10");
        String one = bound(policy, "10.20.0.0/24");
        String other = bound(policy, "10.30.0.0/24");
        assertThat(NetWorld.ip(world.build(on(one)))).isEqualTo("10.20.0.11");
        assertThat(NetWorld.ip(world.build(on(other)))).isEqualTo("10.30.0.10");
        Problem problem = world.refused(on(one, "10.20.0.250"));
        assertThat(problem.detail()).contains("excluded by the IP policy").contains("-10--1");
        assertThat(world.index.usage(one).get(0).excluded()).isEqualTo(BigInteger.valueOf(21));
        assertThat(world.index.usage(one).get(0).free()).isEqualTo(BigInteger.valueOf(234));
    }

    @Test
    void aContiguousExclusionNeverCostsRetries() {
        String policy = drive.policy("10.0.0.0/9");
        String network = bound(policy, "10.0.0.0/8");
        Instant start = Instant.now();
        for (int i = 0; i < 50; i++) {
            assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.128.0." + i);
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aPolicyThatExcludesEverythingIsExhaustionWithItsFigures() {
        String network = bound(drive.policy("0-255"), "10.20.0.0/24");
        assertThat(world.refused(on(network)).detail()).contains("size 256, used 0, excluded 256, cooling 0");
    }

    @Test
    void whatItExcludesOfTheOtherFamilyHasNoEffect() {
        String network = bound(drive.policy("fd20::/64", "10.99.0.0/16"), "10.20.0.0/24");
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.2");
    }

    @Test
    void aChangeRearrangesEverySubnet() {
        String policy = drive.policy("0-9");
        String one = bound(policy, "10.20.0.0/24");
        String other = bound(policy, "10.30.0.0/24");
        drive.exclude(policy, "0-19", "0-19").succeeds();
        assertThat(drive.policyRecord(policy).exclude()).containsExactly("0-19");
        assertThat(drive.policyRecord(policy).changing()).isEmpty();
        assertThat(NetWorld.ip(world.build(on(one)))).isEqualTo("10.20.0.20");
        assertThat(NetWorld.ip(world.build(on(other)))).isEqualTo("10.30.0.20");
        drive.exclude(policy).succeeds();
        assertThat(NetWorld.ip(world.build(on(one)))).isEqualTo("10.20.0.2");
    }

    @Test
    void aChangeThatWouldStrandAddressesNamesThem() {
        String policy = drive.policy();
        String network = bound(policy, "10.20.0.0/24");
        for (int i = 0; i < 11; i++) {
            world.build(on(network));
        }
        int zxid = world.tree.zxid();
        assertThat(drive.exclude(policy, "0-99").fails().detail())
                .contains("10.20.0.2 ")
                .contains("and 1 more");
        assertThat(world.tree.zxid()).isEqualTo(zxid);
        drive.exclude(policy, "0-1", "100-120").succeeds();
    }

    @Test
    void anAllocationThatComesBeforeTheChangeKeepsThePolicyAsItWas() {
        String policy = drive.policy("0-1");
        String network = bound(policy, "10.20.0.0/24");
        IpPolicy before = drive.policyRecord(policy);
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit change = drive.exclude(policy, "0-9");
        NetStep.Act first = change.act();
        other.build(on(network));
        assertThat(change.commit(first)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(change.fails().detail()).contains("10.20.0.2 ");
        assertThat(drive.policyRecord(policy).exclude()).isEqualTo(before.exclude());
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.3");
    }

    @Test
    void anAllocationPlannedOnTheOldPolicyFailsAfterTheChange() {
        String policy = drive.policy();
        String network = bound(policy, "10.20.0.0/24");
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(on(network));
        NetDrive.Unit change = drive.exclude(policy, "0-9");
        change.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        change.succeeds();
        other.index.abandon(build);
        other.view.catchUp();
        assertThat(NetWorld.ip(other.build(on(network)))).isEqualTo("10.20.0.10");
    }

    @Test
    void whileItChangesNothingIsHandedOutAgainstEitherText() {
        String policy = drive.policy("0-9");
        String network = bound(policy, "10.20.0.0/24");
        NetDrive.Unit change = drive.exclude(policy, "10-19");
        change.step();
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.20");
        assertThat(drive.exclude(policy).waits()).isTrue();
        change.succeeds();
        assertThat(NetWorld.ip(world.build(on(network)))).isEqualTo("10.20.0.2");
    }

    @Test
    void aPolicyGoesOnlyWhenNothingIsBoundEvenIfTheBindingIsNotSeenYet() {
        String policy = drive.policy("0-9");
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit delete = other.unit(policy, new DeleteIpPolicy());
        NetStep.Act act = delete.act();
        bound(policy, "10.20.0.0/24");
        assertThat(delete.commit(act)).isInstanceOf(Commit.Refused.class);
        other.world.view.catchUp();
        Problem problem = delete.fails();
        assertThat(problem.type()).isEqualTo("ip-policy-in-use");
        assertThat(problem.status()).isEqualTo(409);
    }

    @Test
    void aPolicyOfAnotherProjectIsSharedOrNotThere() {
        IpPolicy foreign = new IpPolicy(
                Ids.fresh(), "theirs", "p2", List.of("0-9"), false, Optional.empty(), world.tree.now(), "");
        drive.unit(foreign.id(), new NetRequest.CreateIpPolicy(foreign)).succeeds();
        CreateNetwork create = NetDrive.network(NetDrive.subnet("10.20.0.0/24", Optional.of(foreign.id())));
        assertThat(drive.create(create).fails().type()).isEqualTo("ip-policy-not-found");
        share(foreign.id(), true).succeeds();
        drive.create(create).succeeds();
        assertThat(share(foreign.id(), false).fails().detail())
                .contains(create.subnets().get(0).id());
        assertThat(drive.policyRecord(foreign.id()).shared()).isTrue();
    }

    private NetDrive.Unit share(String policy, boolean shared) {
        return drive.unit(
                policy, new UpdateIpPolicy(Optional.empty(), Optional.empty(), Optional.of(shared), Optional.empty()));
    }

    @Test
    void itsNameIsTakenOnceAndMoves() {
        String one = drive.policy();
        String other = drive.policy();
        String name = drive.policyRecord(one).name();
        assertThat(rename(other, name).fails().type()).isEqualTo("name-taken");
        rename(one, "fresh").succeeds();
        rename(other, name).succeeds();
        assertThat(drive.policyRecord(other).name()).isEqualTo(name);
    }

    private NetDrive.Unit rename(String policy, String name) {
        return drive.unit(
                policy, new UpdateIpPolicy(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void whatIsNoExclusionIsRefused() {
        String policy = drive.policy();
        assertThat(drive.exclude(policy, "10.0.0.0/28", "9-3").fails().errors())
                .extracting(Problem.Fault::pointer)
                .containsExactly("/exclude/1");
    }
}
