package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.Network;
import io.quark.common.model.Network.Family;
import io.quark.common.model.Problem;
import io.quark.common.tree.Commit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkUpdateTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private final String network = world.make("10.20.0.0/24", "fd20::/64");

    private NetDrive.Unit update(
            Optional<String> name,
            Optional<Family> family,
            Optional<Boolean> shared,
            Optional<Integer> mtu,
            Optional<Integer> ifVersion) {
        return drive.unit(
                network, new UpdateNetwork(name, family, shared, mtu, Optional.empty(), Optional.empty(), ifVersion));
    }

    private NetDrive.Unit share(boolean shared) {
        return update(Optional.empty(), Optional.empty(), Optional.of(shared), Optional.empty(), Optional.empty());
    }

    private NetDrive.Unit rename(String name) {
        return update(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Plan strangersBuild(NetWorld orc) {
        return orc.index.plan(
                new NicsRequest(orc.work(), "p2", Ids.fresh(), "m", List.of(on(network))),
                orc.tree.now(),
                Stripe.WHOLE);
    }

    @Test
    void whatIsNotSaidStaysAsItIs() {
        Network before = drive.network(network);
        NetDrive.Unit unit = update(
                Optional.of("fresh"),
                Optional.of(Family.BOTH_REQUIRED),
                Optional.empty(),
                Optional.of(1400),
                Optional.of(0));
        assertThat(unit.succeeds()).containsEntry("network", network);
        Network after = drive.network(network);
        assertThat(after.name()).isEqualTo("fresh");
        assertThat(after.family()).isEqualTo(Family.BOTH_REQUIRED);
        assertThat(after.mtu()).isEqualTo(1400);
        assertThat(after.createdAt()).isEqualTo(before.createdAt());
        assertThat(after.op()).isEqualTo(unit.id);
    }

    @Test
    void theOldNameIsFreeAndTheNewOneIsTaken() {
        String old = drive.network(network).name();
        rename("fresh").succeeds();
        drive.create(NetWorld.network(old, Family.ANY)).succeeds();
        assertThat(rename(old).fails().type()).isEqualTo("name-taken");
        assertThat(drive.create(NetWorld.network("fresh", Family.ANY)).fails().type())
                .isEqualTo("name-taken");
    }

    @Test
    void anOldVersionIsStale() {
        rename("fresh").succeeds();
        Problem problem = update(
                        Optional.of("newer"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(0))
                .fails();
        assertThat(problem.type()).isEqualTo("stale");
        assertThat(problem.status()).isEqualTo(412);
    }

    @Test
    void ipv6StillNeedsItsMtu() {
        assertThat(update(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(1000), Optional.empty())
                        .fails()
                        .errors())
                .extracting(Problem.Fault::pointer)
                .containsExactly("/mtu");
    }

    @Test
    void aNetworkIsNotTakenAwayFromOtherProjectsThatUseIt() {
        share(true).succeeds();
        Plan.Planned build = (Plan.Planned) strangersBuild(world);
        world.commit(build);
        Problem problem = share(false).fails();
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains(build.nics().get(0).port()).contains("of project p2");
        assertThat(drive.network(network).shared()).isTrue();
        world.release(build.nics());
        share(false).succeeds();
        assertThat(strangersBuild(world)).isInstanceOf(Plan.Refused.class);
    }

    @Test
    void aStrangerThatCameBeforeKeepsTheNetworkShared() {
        share(true).succeeds();
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit change = share(false);
        NetStep.Act first = change.act();
        other.commit((Plan.Planned) strangersBuild(other));
        assertThat(change.commit(first)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        change.fails();
        assertThat(drive.network(network).shared()).isTrue();
    }

    @Test
    void whatElseKeepsTheChangeFromBeingDoneLeavesTheNetworkShared() {
        share(true).succeeds();
        NetDrive.Unit change =
                update(Optional.of("taken"), Optional.empty(), Optional.of(false), Optional.empty(), Optional.empty());
        change.step();
        drive.create(NetWorld.network("taken", Family.ANY)).succeeds();
        assertThat(change.fails().type()).isEqualTo("name-taken");
        assertThat(drive.network(network).shared()).isTrue();
    }

    @Test
    void aStrangerPlannedBeforeFailsAfterwards() {
        share(true).succeeds();
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = (Plan.Planned) strangersBuild(other);
        NetDrive.Unit change = share(false);
        change.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        change.succeeds();
        assertThat(drive.network(network).shared()).isFalse();
    }

    @Test
    void aNetworkThatIsGoingIsNotChanged() {
        drive.delete(network).step();
        assertThat(rename("fresh").fails().type()).isEqualTo("network-deleting");
    }

    @Test
    void deletingByStepsNamesHoldersOrTakesAllDown() {
        var nics = world.build(on(network));
        assertThat(drive.delete(network).fails().detail()).contains(nics.get(0).port());
        world.release(nics);
        drive.delete(network).succeeds();
        assertThat(world.tree.node(world.tree.paths.network(network))).isEmpty();
        drive.delete(network).succeeds();
    }

    @Test
    void aPortThatComesBeforeTheMarkKeepsTheNetwork() {
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit delete = drive.delete(network);
        NetStep.Act mark = delete.act();
        other.build(on(network));
        assertThat(delete.commit(mark)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(delete.fails().type()).isEqualTo("network-in-use");
        world.build(on(network));
    }

    @Test
    void aPortPlannedBeforeTheMarkFailsAfterIt() {
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(on(network));
        NetDrive.Unit delete = drive.delete(network);
        delete.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        delete.succeeds();
    }
}
