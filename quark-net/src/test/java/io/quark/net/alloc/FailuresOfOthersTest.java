package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.ip;
import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Claim;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Segment;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What other address managers got wrong, in public, and the rule that beats each: one after the other. */
class FailuresOfOthersTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);

    @Test
    void twoWritersThatReadTheSameNeverBothWrite() {
        String network = world.make("10.20.0.0/24");
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned mine = world.planned(on(network));
        Plan.Planned theirs = other.planned(on(network));
        assertThat(ip(mine.nics())).isEqualTo(ip(theirs.nics()));
        world.commit(mine);
        assertThat(world.tree.commit(theirs.ops())).isInstanceOf(Commit.Refused.class);
        other.index.abandon(theirs);
        other.view.catchUp();
        assertThat(ip(other.build(on(network)))).isEqualTo("10.20.0.3");
    }

    @Test
    void aWriteWhoseAnswerWasLostIsNotDoneTwice() {
        String network = world.make("10.20.0.0/24");
        NicsRequest request = new NicsRequest(world.work(), NetWorld.PROJECT, Ids.fresh(), "m", List.of(on(network)));
        Plan.Planned first = (Plan.Planned) world.index.plan(request, world.tree.now(), Stripe.WHOLE);
        world.tree.must(first.ops());
        world.index.abandon(first);
        Plan.Planned again = (Plan.Planned) world.index.plan(request, world.tree.now(), new Stripe(1, 2));
        assertThat(again.nics().get(0).port()).isEqualTo(first.nics().get(0).port());
        assertThat(world.tree.commit(again.ops())).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void aNewLeaderKnowsAllThatTheOldOneGave() {
        String network = world.make("10.20.0.0/28");
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            given.add(ip(world.build(on(network))));
        }
        NetWorld successor = new NetWorld(world.tree);
        assertThat(successor.index.usage(network)).isEqualTo(world.index.usage(network));
        for (int i = 0; i < 7; i++) {
            assertThat(given.add(ip(successor.build(on(network))))).isTrue();
        }
        assertThat(successor.refused(on(network)).type()).isEqualTo("subnet-exhausted");
    }

    @Test
    void quarantineSurvivesARestart() {
        String network = world.make("10.20.0.0/30");
        world.release(world.build(on(network)));
        world.pass(299);
        assertThat(new NetWorld(world.tree).refused(on(network)).detail()).contains("next matures at");
        world.pass(1);
        assertThat(ip(new NetWorld(world.tree).build(on(network)))).isEqualTo("10.20.0.2");
    }

    @Test
    void aStaleOrDoubledReleaseFreesNothing() {
        String network = world.make("10.20.0.0/30");
        List<Nic> nics = world.build(on(network));
        NetWorld late = new NetWorld(world.tree);
        List<Op> stale = late.index.release(nics, late.work());
        world.release(nics);
        world.pass(300);
        world.build(on(network));
        assertThat(world.tree.commit(stale)).isInstanceOf(Commit.Refused.class);
        late.view.catchUp();
        assertThat(late.index.release(nics, late.work())).isEmpty();
        assertThat(world.refused(on(network)).type()).isEqualTo("subnet-exhausted");
    }

    @Test
    void nothingIsAllocatedWithoutItsRecord() {
        String network = world.make("10.20.0.0/24", "fd20::/64");
        world.build(on(network), on(network));
        Set<String> ports = new HashSet<>();
        List<Claim> claims = new ArrayList<>();
        for (Node node : world.tree.below(world.tree.paths.net())) {
            List<String> parts = world.tree.paths.parts(node.path());
            if (parts.size() == 6 && parts.get(3).equals("ports")) {
                ports.add(node.as(Port.class).id());
            } else if (parts.size() == 8 || (parts.size() == 6 && parts.get(3).equals("macs"))) {
                claims.add(node.as(Claim.class));
            }
        }
        assertThat(claims).hasSize(6).allMatch(claim -> ports.containsAll(claim.ports()));
        // And a network does not go before its ports, whatever became of their machines.
        assertThat(drive.delete(network).fails().type()).isEqualTo("network-in-use");
    }

    @Test
    void aSweepThatLagsNeverFreesAFreshAddress() {
        String network = world.make("10.20.0.0/30");
        world.release(world.build(on(network)));
        world.pass(300);
        NetWorld late = new NetWorld(world.tree);
        List<Op> sweep = late.index.sweep(world.tree.now(), 10, owner -> owner.equals(network));
        assertThat(sweep).hasSize(1);
        world.build(on(network));
        assertThat(world.tree.commit(sweep)).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void exhaustionIsSaidOnlyWhereNothingIsLeft() {
        // More excluded in a row than any number of retries, and the one free address is behind them.
        String policy = drive.policy("0-253");
        var create = NetDrive.network(NetDrive.subnet("10.20.0.0/24", Optional.of(policy)));
        drive.create(create).succeeds();
        String network = create.network().id();
        Plan.Planned last = world.planned(on(network));
        assertThat(ip(last.nics())).isEqualTo("10.20.0.254");
        // As long as that may still come to nothing, it is only said for now.
        assertThat(((Plan.Refused) world.plan(on(network))).provisional()).isTrue();
        world.commit(last);
        Plan.Refused refused = (Plan.Refused) world.plan(on(network));
        assertThat(refused.provisional()).isFalse();
        assertThat(refused.problem().detail())
                .contains("10.20.0.0/24 pool 10.20.0.0-10.20.0.255: size 256, used 1, excluded 255, cooling 0");
        // One that cools is not free, and it is said when it will be.
        world.release(last.nics());
        assertThat(world.refused(on(network)).detail()).contains("used 0, excluded 255, cooling 1 (next matures at");
    }

    @Test
    void aHugePoolIsNowhereLookedThrough() {
        var create = NetDrive.network(NetDrive.subnet("10.0.0.0/8", Optional.of(drive.policy("0-8388607"))));
        drive.create(create).succeeds();
        String network = create.network().id();
        long start = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            world.build(on(network));
        }
        assertThat((System.nanoTime() - start) / 1_000_000).as("milliseconds").isLessThan(10_000);
    }

    @Test
    void orcsThatKeepToTheirStripesDoNotGetInEachOthersWay() {
        String network = world.make("10.20.0.0/24");
        NetWorld one = new NetWorld(world.tree).striped(0, 2);
        NetWorld other = new NetWorld(world.tree).striped(1, 2);
        // What is made when first needed is there: buckets.
        one.build(on(network));
        other.view.catchUp();
        other.build(on(network));
        one.view.catchUp();
        for (int i = 0; i < 40; i++) {
            Plan.Planned mine = one.planned(on(network));
            Plan.Planned theirs = other.planned(on(network));
            one.index.settled(mine, world.tree.must(mine.ops()));
            other.index.settled(theirs, world.tree.must(theirs.ops()));
        }
    }

    @Test
    void theLastOfARangeIsHandedOutAndTheOneBehindItIsNot() {
        NetWorld small = new NetWorld(new PaperTree("52:54:00:00:00:00/46"));
        String network = small.make(Network.Family.ANY);
        Set<String> macs = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            macs.add(small.build(on(network)).get(0).mac());
        }
        assertThat(macs).contains("52:54:00:00:00:03").hasSize(4);
        assertThat(small.refused(on(network)).type()).isEqualTo("mac-range-exhausted");
    }

    @Test
    void aSegmentIdIsHadOnceAndQuarantinedLikeAnAddress() {
        drive.segmentPool(Segment.Type.VLAN, Optional.of("physnet1"), 10, 10).succeeds();
        var create = drive.create(NetDrive.segmented(Segment.Type.VLAN, Optional.of("physnet1")));
        String network = create.succeeds().get("network");
        var again = NetDrive.segmented(Segment.Type.VLAN, Optional.of("physnet1"));
        assertThat(drive.create(again).fails().detail()).contains("10-10: size 1, used 1");
        drive.delete(network).succeeds();
        world.pass(299);
        assertThat(drive.create(again).fails().detail()).contains("next matures at");
        world.pass(1);
        assertThat(drive.create(again).succeeds()).containsEntry("segment_id", "10");
    }

    @Test
    void whatAPortSaysAndWhatIsClaimedForItAreWrittenTogether() {
        String network = world.make("10.20.0.0/24");
        Plan.Planned plan = world.planned(on(network));
        Nic nic = plan.nics().get(0);
        assertThat(plan.ops().stream().filter(Op.Create.class::isInstance).map(Op::path))
                .contains(world.tree.paths.port(network, nic.port()))
                .anyMatch(path -> path.endsWith("/" + nic.addresses().get(0).ip()))
                .anyMatch(path -> path.endsWith("/" + nic.mac()));
    }
}
