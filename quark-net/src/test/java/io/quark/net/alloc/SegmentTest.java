package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.DeleteSegmentPool;
import io.quark.common.model.NetRequest.UpdateSegmentPool;
import io.quark.common.model.Problem;
import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Commit;
import io.quark.net.model.SegmentRules;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Segments of networks and the pools of their ids. */
class SegmentTest {

    private static final Optional<String> PHYSNET = Optional.of("physnet1");

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);

    private String pool(int first, int last) {
        return drive.segmentPool(Segment.Type.VXLAN, Optional.empty(), first, last)
                .succeeds()
                .get("segment_pool");
    }

    private NetDrive.Unit vxlan(Integer... id) {
        return drive.create(NetDrive.segmented(Segment.Type.VXLAN, Optional.empty(), id));
    }

    private int id(NetDrive.Unit create) {
        String network = create.succeeds().get("network");
        return drive.network(network).segment().id().orElseThrow();
    }

    private SegmentPool record(String pool) {
        return world.tree.node(world.tree.paths.segmentPool(pool)).orElseThrow().as(SegmentPool.class);
    }

    @Test
    void poolsAreUsedUpInTheOrderInWhichTheyWereMadeAndThenTheirFiguresAreToldOneByOne() {
        pool(100, 101);
        world.pass(1);
        String second = pool(7, 7);
        assertThat(id(vxlan())).isEqualTo(100);
        assertThat(id(vxlan())).isEqualTo(101);
        String last = vxlan().succeeds().get("network");
        drive.delete(last).succeeds();
        Problem problem = vxlan().fails();
        assertThat(problem.detail())
                .contains("100-101: size 2, used 2, cooling 0")
                .contains("7-7: size 1, used 0, cooling 1 (next matures at");
        assertThat(world.index.segmentPoolUsage(second).orElseThrow().cooling()).isEqualTo(1);
    }

    @Test
    void aReleasedIdIsQuarantinedAndTheLongestReleasedComesFirst() {
        pool(100, 101);
        String one = vxlan().succeeds().get("network");
        String two = vxlan().succeeds().get("network");
        drive.delete(two).succeeds();
        world.pass(10);
        drive.delete(one).succeeds();
        assertThat(vxlan(101).fails().detail()).contains("vxlan 101 was released recently");
        world.pass(289);
        assertThat(vxlan().fails().type()).isEqualTo("segment-pool-exhausted");
        world.pass(30);
        NetWorld fresh = new NetWorld(world.tree);
        NetDrive.Unit first = new NetDrive(fresh).create(NetDrive.segmented(Segment.Type.VXLAN, Optional.empty()));
        first.succeeds();
        world.view.catchUp();
        assertThat(id(vxlan())).isEqualTo(100);
    }

    @Test
    void anIdAskedForIsHadOnceAndItsHolderIsNamed() {
        String network = vxlan(5000).succeeds().get("network");
        Problem problem = vxlan(5000).fails();
        assertThat(problem.type()).isEqualTo("segment-in-use");
        assertThat(problem.detail()).contains(network);
        drive.create(NetDrive.segmented(Segment.Type.VLAN, PHYSNET, 50)).succeeds();
        drive.create(NetDrive.segmented(Segment.Type.VLAN, Optional.of("physnet2"), 50))
                .succeeds();
        assertThat(drive.create(NetDrive.segmented(Segment.Type.VLAN, PHYSNET, 50))
                        .fails()
                        .detail())
                .contains("vlan-physnet1 50");
    }

    @Test
    void ofTwoOrcsThatTakeAnIdAtOnceOneLosesAndTakesTheNext() {
        pool(100, 101);
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit theirs = other.create(NetDrive.segmented(Segment.Type.VXLAN, Optional.empty()));
        NetStep.Act act = theirs.act();
        assertThat(id(vxlan())).isEqualTo(100);
        assertThat(theirs.commit(act)).isInstanceOf(Commit.Refused.class);
        other.world.view.catchUp();
        assertThat(theirs.succeeds()).containsEntry("segment_id", "101");
    }

    @Test
    void anIdOutsideOfEveryPoolIsQuarantinedToo() {
        String network = vxlan(5000).succeeds().get("network");
        drive.delete(network).succeeds();
        world.pass(299);
        assertThat(vxlan(5000).fails().type()).isEqualTo("segment-cooling");
        world.pass(1);
        vxlan(5000).succeeds();
    }

    @Test
    void withoutAPoolThereIsNoAutomaticId() {
        assertThat(vxlan().fails().detail()).contains("there is no segment pool for vxlan");
    }

    @Test
    void segmentsAreJudgedByTheirType() {
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VLAN, Optional.empty(), Optional.of(5))))
                .hasSize(1);
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VLAN, PHYSNET, Optional.of(4095))))
                .hasSize(1);
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VLAN, PHYSNET, Optional.of(4094))))
                .isEmpty();
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(16777215))))
                .isEmpty();
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(16777216))))
                .hasSize(1);
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VXLAN, PHYSNET, Optional.of(0))))
                .hasSize(2);
        assertThat(SegmentRules.faults(new Segment(Segment.Type.FLAT, PHYSNET, Optional.of(5))))
                .hasSize(1);
        assertThat(SegmentRules.faults(new Segment(Segment.Type.VLAN, Optional.of("a/b"), Optional.of(5))))
                .hasSize(1);
    }

    @Test
    void aPoolThatOverlapsAnotherOfItsSpaceIsRefused() {
        pool(100, 200);
        assertThat(drive.segmentPool(Segment.Type.VXLAN, Optional.empty(), 200, 300)
                        .fails()
                        .status())
                .isEqualTo(409);
        drive.segmentPool(Segment.Type.VLAN, PHYSNET, 100, 200).succeeds();
        assertThat(drive.segmentPool(Segment.Type.VLAN, PHYSNET, 4000, 4095)
                        .fails()
                        .status())
                .isEqualTo(422);
        assertThat(drive.segmentPool(Segment.Type.FLAT, Optional.empty(), 1, 2)
                        .fails()
                        .status())
                .isEqualTo(422);
    }

    @Test
    void ofTwoOrcsThatAddOverlappingPoolsAtOnceOneLoses() {
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit theirs = other.segmentPool(Segment.Type.VXLAN, Optional.empty(), 150, 300);
        NetStep.Act act = theirs.act();
        pool(100, 200);
        assertThat(theirs.commit(act)).isInstanceOf(Commit.Refused.class);
        other.world.view.catchUp();
        theirs.fails();
    }

    private NetDrive.Unit ends(String pool, int first, int last) {
        return drive.unit(
                pool, new UpdateSegmentPool(Optional.empty(), Optional.of(first), Optional.of(last), Optional.empty()));
    }

    @Test
    void thePoolsEndsMoveButStrandNobody() {
        String pool = pool(100, 110);
        String network = vxlan().succeeds().get("network");
        Problem problem = ends(pool, 101, 110).fails();
        assertThat(problem.type()).isEqualTo("segment-stranded");
        assertThat(problem.detail()).contains(network);
        ends(pool, 90, 120).succeeds();
        ends(pool, 100, 100).succeeds();
        assertThat(record(pool).changing()).isEmpty();
        assertThat(vxlan().fails().type()).isEqualTo("segment-pool-exhausted");
    }

    @Test
    void anIdGivenBeforeTheEndsMovedKeepsThemWhereTheyWere() {
        String pool = pool(100, 110);
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit change = ends(pool, 105, 110);
        NetStep.Act first = change.act();
        other.create(NetDrive.segmented(Segment.Type.VXLAN, Optional.empty())).succeeds();
        assertThat(change.commit(first)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(change.fails().detail()).contains("100 is of network");
        assertThat(record(pool).first()).isEqualTo(100);
        assertThat(record(pool).changing()).isEmpty();
    }

    @Test
    void anIdPlannedBeforeTheEndsMovedFailsAfterwards() {
        String pool = pool(100, 110);
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit theirs = other.create(NetDrive.segmented(Segment.Type.VXLAN, Optional.empty()));
        NetStep.Act act = theirs.act();
        NetDrive.Unit change = ends(pool, 105, 110);
        change.step();
        assertThat(theirs.commit(act)).isInstanceOf(Commit.Refused.class);
        assertThat(vxlan(100).fails().type()).isEqualTo("segment-pool-going");
        change.succeeds();
        other.world.view.catchUp();
        assertThat(theirs.succeeds()).containsEntry("segment_id", "105");
        world.view.catchUp();
        vxlan(100).succeeds();
    }

    @Test
    void aPoolInUseStaysAndItsNetworksAreNamed() {
        String pool = pool(100, 110);
        String network = vxlan().succeeds().get("network");
        NetDrive.Unit delete = drive.unit(pool, new DeleteSegmentPool());
        Problem problem = delete.fails();
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains(network);
        drive.delete(network).succeeds();
        drive.unit(pool, new DeleteSegmentPool()).succeeds();
        assertThat(world.tree.node(world.tree.paths.segmentPool(pool))).isEmpty();
        assertThat(vxlan().fails().detail()).contains("no segment pool");
    }

    @Test
    void aClaimThatCoolsIsSweptWhenItIsOver() {
        pool(100, 110);
        drive.delete(vxlan().succeeds().get("network")).succeeds();
        assertThat(world.index.sweep(world.tree.now(), 10, owner -> true)).isEmpty();
        world.pass(300);
        world.commit(world.index.sweep(world.tree.now(), 10, owner -> true));
        assertThat(id(vxlan())).isEqualTo(100);
    }
}
