package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.SetQuota;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Quota;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.net.model.SubnetRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);

    @Test
    void aProjectWithoutAQuotaCostsNothing() {
        String network = world.make("10.20.0.0/24");
        assertThat(world.planned(on(network)).ops()).noneMatch(this::isQuota);
        drive.quota(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(world.planned(on(network)).ops()).noneMatch(this::isQuota);
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(5));
        assertThat(world.planned(on(network)).ops()).anyMatch(this::isQuota);
    }

    private boolean isQuota(Op op) {
        return op.path().startsWith(world.tree.paths.quotas());
    }

    @Test
    void portsAreHadUpToTheQuotaAndAgainWhenTheyAreGivenBack() {
        String network = world.make("10.20.0.0/24");
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(3));
        List<Nic> nics = world.build(on(network), on(network));
        Problem problem = world.refused(on(network), on(network));
        assertThat(problem.type()).isEqualTo("quota-exceeded");
        assertThat(problem.detail()).contains("may have 3 ports and has 2; 2 more");
        world.build(on(network));
        world.release(nics);
        world.build(on(network), on(network));
        assertThat(world.index.projectUsage(NetWorld.PROJECT).ports()).isEqualTo(3);
    }

    @Test
    void networksAndSubnetsAreLimitedToo() {
        drive.quota(Optional.of(2), Optional.of(3), Optional.empty());
        String network = world.make("10.20.0.0/24", "10.21.0.0/24");
        assertThat(drive.create(NetWorld.network(
                                "more",
                                Network.Family.ANY,
                                SubnetRequest.of("10.0.0.0/24"),
                                SubnetRequest.of("10.1.0.0/24")))
                        .fails()
                        .detail())
                .contains("subnets");
        drive.addSubnet(network, "10.22.0.0/24").succeeds();
        assertThat(drive.addSubnet(network, "10.23.0.0/24").fails().type()).isEqualTo("quota-exceeded");
        world.make();
        assertThat(drive.create(NetWorld.network("third", Network.Family.ANY))
                        .fails()
                        .detail())
                .contains("may have 2 networks and has 2");
        drive.delete(network).succeeds();
        assertThat(world.index.projectUsage(NetWorld.PROJECT)).isEqualTo(new NetIndex.ProjectUsage(1, 0, 0));
        drive.create(NetWorld.network("third", Network.Family.ANY)).succeeds();
    }

    @Test
    void twoOrcsCannotBothTakeWhatIsLeft() {
        String network = world.make("10.20.0.0/24");
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(1));
        NetWorld other = new NetWorld(world.tree).striped(1, 2);
        Plan.Planned theirs = other.planned(on(network));
        world.build(on(network));
        assertThat(world.tree.commit(theirs.ops())).isInstanceOf(Commit.Refused.class);
        other.index.abandon(theirs);
        other.view.catchUp();
        assertThat(other.refused(on(network)).type()).isEqualTo("quota-exceeded");
    }

    @Test
    void plansOfOneOrcAreCountedBeforeTheyAreCommittedAndFollowEachOther() {
        String network = world.make("10.20.0.0/24");
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(3));
        Plan.Planned one = world.planned(on(network));
        Plan.Planned two = world.planned(on(network));
        Plan.Planned three = world.planned(on(network));
        Plan fourth = world.plan(on(network));
        assertThat(((Plan.Refused) fourth).provisional()).isTrue();
        // Without the view in between, and all in the order in which they were planned.
        long zxid = world.tree.must(one.ops());
        world.tree.must(two.ops());
        world.index.settled(one, zxid);
        world.index.settled(two, zxid + 1);
        world.view.catchUp();
        world.commit(three);
        assertThat(((Plan.Refused) world.plan(on(network))).provisional()).isFalse();
        assertThat(world.index.openProposals()).isZero();
    }

    @Test
    void whatIsAbandonedIsNotCounted() {
        String network = world.make("10.20.0.0/24");
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(1));
        world.index.abandon(world.planned(on(network)));
        world.build(on(network));
    }

    @Test
    void aQuotaThatIsOnlyProposedHoldsAndIsNotOverwritten() {
        String network = world.make("10.20.0.0/24");
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(5));
        Quota tight =
                new Quota(NetWorld.PROJECT, Optional.empty(), Optional.empty(), Optional.of(1), Optional.empty(), "");
        NetDrive.Unit set = drive.unit(NetWorld.PROJECT, new SetQuota(tight));
        NetStep.Act act = set.act();
        Plan.Planned build = world.planned(on(network));
        assertThat(world.plan(on(network))).isInstanceOf(Plan.Refused.class);
        set.commit(act);
        world.commit(build);
        assertThat(world.tree
                        .node(world.tree.paths.quota(NetWorld.PROJECT))
                        .orElseThrow()
                        .as(Quota.class)
                        .ports())
                .contains(1);
    }

    @Test
    void whatAProjectHasMoreAlreadyStays() {
        String network = world.make("10.20.0.0/24");
        world.build(on(network), on(network));
        drive.quota(Optional.empty(), Optional.empty(), Optional.of(1));
        assertThat(world.refused(on(network)).detail()).contains("may have 1 ports and has 2");
    }

    @Test
    void aNewIndexCountsWhatThereIs() {
        String network = world.make("10.20.0.0/24", "fd20::/64");
        world.build(on(network), on(network));
        assertThat(new NetWorld(world.tree).index.projectUsage(NetWorld.PROJECT))
                .isEqualTo(world.index.projectUsage(NetWorld.PROJECT))
                .isEqualTo(new NetIndex.ProjectUsage(1, 2, 2));
    }
}
