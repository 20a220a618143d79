package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static io.quark.net.alloc.NetWorld.withMac;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.MacRange;
import io.quark.common.model.NetRequest.DeleteMacRange;
import io.quark.common.model.NetRequest.UpdateMacRange;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.net.model.Mac;
import io.quark.net.model.MacBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacRangeTest {

    /** The only range there is at first holds one MAC. */
    private final NetWorld world = new NetWorld(new PaperTree("52:54:00:00:00:00/48"));

    private final NetDrive drive = new NetDrive(world);
    private final String network = world.make(Network.Family.ANY);

    private static String mac(List<Nic> nics) {
        return nics.get(0).mac();
    }

    /** Later than those before. */
    private String add(String cidr) {
        world.pass(1);
        return drive.macRange(cidr).succeeds().get("mac_range");
    }

    private MacRange record(String range) {
        return world.tree.node(world.tree.paths.macRange(range)).orElseThrow().as(MacRange.class);
    }

    @Test
    void rangesAreUsedUpInTheOrderInWhichTheyWereMade() {
        add("0a:00:00:00:00:00/47");
        add("02:00:00:00:00:00/47");
        List<String> macs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            macs.add(mac(world.build(on(network))));
        }
        assertThat(macs)
                .containsExactly(
                        "52:54:00:00:00:00",
                        "0a:00:00:00:00:00",
                        "0a:00:00:00:00:01",
                        "02:00:00:00:00:00",
                        "02:00:00:00:00:01");
        assertThat(world.refused(on(network)).detail())
                .contains("0a:00:00:00:00:00/47: size 2, used 2, excluded 0, cooling 0")
                .contains("02:00:00:00:00:00/47: size 2, used 2");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
                34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48
            })
    void everyMaskEndsBeforeTheNextRangeBegins(int prefix) {
        Paths paths = new Paths("/quark", 16);
        MacBlock block = new MacBlock(Mac.of("0a:00:00:00:00:00"), prefix);
        MacRange range = new MacRange("r", "r", block.toString(), 0, MacRange.State.ACTIVE, Instant.EPOCH, "");
        Claims<Mac> claims = MacRangeState.noMacs(range, paths);
        MacRangeState state = new MacRangeState(range, 0, claims, new MacRanges(paths));
        // Each of several stripes goes from its own part to all others; nothing beyond the mask comes out.
        int count = Math.min(1 << Math.min(48 - prefix, 6), 64);
        for (int i = 0; i < count; i++) {
            Mac mac = claims.space()
                    .automatic(new Stripe(i % 3, 3), Instant.EPOCH)
                    .orElseThrow();
            assertThat(state.block().contains(mac)).isTrue();
            claims.space().reserve(mac, "p", 1);
        }
        if (48 - prefix <= 6) {
            assertThat(claims.space().automatic(Stripe.WHOLE, Instant.EPOCH)).isEmpty();
        }
        assertThat(state.usage().get(0).size().longValueExact()).isEqualTo(1L << (48 - prefix));
    }

    @ParameterizedTest
    @CsvSource({
        "53:54:00:00:00:00/24, group addresses",
        "00:00:00:00:00:00/7, prefix must be",
        "00:00:00:00:00:00/48, no MAC",
        "52:54:00:00:00:01/24, bits set",
        "nothing, not a range"
    })
    void whatNoDeviceCanHaveIsNoRange(String cidr, String why) {
        assertThat(drive.macRange(cidr).fails().detail()).contains(why);
    }

    @Test
    void theMacOfZerosIsNeverHandedOut() {
        add("00:00:00:00:00:00/46");
        world.build(on(network));
        assertThat(mac(world.build(on(network)))).isEqualTo("00:00:00:00:00:01");
    }

    @Test
    void aRangeThatOverlapsAnotherIsRefusedAndItIsNamed() {
        add("0a:00:00/24");
        assertThat(drive.macRange("0a:00/16").fails().detail()).contains("0a:00:00:00:00:00/24");
        assertThat(drive.macRange("0a:00:00:77/32").fails().type()).isEqualTo("mac-range-overlaps");
        add("0a:00:01/24");
    }

    @Test
    void ofTwoOrcsThatAddOverlappingRangesAtOnceOneLoses() {
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit theirs = other.macRange("0a:00/16");
        NetStep.Act act = theirs.act();
        add("0a:00:00/24");
        assertThat(theirs.commit(act)).isInstanceOf(Commit.Refused.class);
        other.world.view.catchUp();
        theirs.fails();
    }

    @Test
    void aMacThatWasAskedForBeforeItsRangeCameIsNeverHandedOutFromIt() {
        List<Nic> asked = world.build(withMac(network, "0a:00:00:00:00:00"));
        world.build(on(network));
        add("0a:00:00:00:00:00/47");
        NetWorld fresh = new NetWorld(world.tree);
        assertThat(mac(fresh.build(on(network)))).isEqualTo("0a:00:00:00:00:01");
        world.view.catchUp();
        assertThat(world.refused(on(network)).status()).isEqualTo(409);
        assertThat(world.refused(withMac(network, "0a:00:00:00:00:00")).type()).isEqualTo("mac-in-use");
        // When it is given back and its quarantine is over and it is swept, the range has it.
        world.release(asked);
        world.pass(298);
        assertThat(world.refused(withMac(network, "0a:00:00:00:00:00")).type()).isEqualTo("mac-cooling");
        world.pass(2);
        world.commit(world.index.sweep(world.tree.now(), 10, owner -> owner.equals(TreeLayout.REQUESTED_MACS)));
        assertThat(mac(world.build(on(network)))).isEqualTo("0a:00:00:00:00:00");
    }

    @Test
    void aMacAskedForOutsideEveryRangeFailsWhenItsRangeCame() {
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(withMac(network, "0a:00:00:00:00:00"));
        add("0a:00:00/24");
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        other.index.abandon(build);
        other.view.catchUp();
        List<Nic> nics = other.build(withMac(network, "0a:00:00:00:00:00"));
        assertThat(mac(nics)).isEqualTo("0a:00:00:00:00:00");
        world.view.catchUp();
        world.build(on(network));
        assertThat(mac(world.build(on(network)))).isEqualTo("0a:00:00:00:00:01");
    }

    @Test
    void aRangeWhoseMacWasAskedForMeanwhileComesAndKnowsIt() {
        NetWorld other = new NetWorld(world.tree);
        world.pass(1);
        NetDrive.Unit create = drive.macRange("0a:00:00:00:00:00/47");
        NetStep.Act act = create.act();
        other.build(withMac(network, "0a:00:00:00:00:00"));
        assertThat(create.commit(act)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        world.build(on(network));
        assertThat(mac(world.build(on(network)))).isEqualTo("0a:00:00:00:00:01");
    }

    @Test
    void aDisabledRangeGivesOnlyWhatIsAskedFor() {
        String range = add("0a:00:00/24");
        world.build(on(network));
        update(range, Optional.empty(), Optional.of(MacRange.State.DISABLED)).succeeds();
        assertThat(world.plan(on(network))).isInstanceOf(Plan.Refused.class);
        world.build(withMac(network, "0a:00:00:00:00:09"));
        update(range, Optional.of("renamed"), Optional.of(MacRange.State.ACTIVE))
                .succeeds();
        assertThat(record(range).name()).isEqualTo("renamed");
        world.build(on(network));
        assertThat(update(range, Optional.empty(), Optional.of(MacRange.State.DELETING))
                        .fails()
                        .status())
                .isEqualTo(422);
    }

    private NetDrive.Unit update(String range, Optional<String> name, Optional<MacRange.State> state) {
        return drive.unit(range, new UpdateMacRange(name, Optional.empty(), state));
    }

    private NetDrive.Unit delete(String range) {
        return drive.unit(range, new DeleteMacRange());
    }

    @Test
    void aRangeInUseStaysAndItsHoldersAreNamed() {
        String range = add("0a:00:00/24");
        for (int i = 0; i < 12; i++) {
            world.build(on(network));
        }
        assertThat(delete(range).fails().detail())
                .contains("MAC 0a:00:00:00:00:00 of port")
                .contains("and 1 more");
        assertThat(record(range).state()).isEqualTo(MacRange.State.ACTIVE);
    }

    @Test
    void aRangeGoesWithItsCoolingMacsAndItsNameIsFree() {
        String range = add("0a:00:00/24");
        world.build(on(network));
        world.release(world.build(on(network)));
        String name = record(range).name();
        delete(range).succeeds();
        assertThat(world.tree.node(world.tree.paths.macRange(range))).isEmpty();
        assertThat(world.plan(on(network))).isInstanceOf(Plan.Refused.class);
        String again = add("0a:00:00/24");
        update(again, Optional.of(name), Optional.empty()).succeeds();
    }

    @Test
    void aDisabledRangeThatCannotGoIsDisabledAgain() {
        String range = add("0a:00:00/24");
        update(range, Optional.empty(), Optional.of(MacRange.State.DISABLED)).succeeds();
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit delete = delete(range);
        NetStep.Act mark = delete.act();
        other.build(withMac(network, "0a:00:00:00:00:09"));
        assertThat(delete.commit(mark)).isInstanceOf(Commit.Committed.class);
        world.view.catchUp();
        assertThat(delete.fails().detail()).contains("0a:00:00:00:00:09");
        assertThat(record(range).state()).isEqualTo(MacRange.State.DISABLED);
        assertThat(record(range).deleting()).isEmpty();
    }

    @Test
    void aMacPlannedBeforeTheMarkFailsAfterIt() {
        String range = add("0a:00:00/24");
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned build = other.planned(withMac(network, "0a:00:00:00:00:09"));
        NetDrive.Unit delete = delete(range);
        delete.step();
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        assertThat(world.plan(withMac(network, "0a:00:00:00:00:09"))).isInstanceOf(Plan.Refused.class);
        delete.succeeds();
        world.build(withMac(network, "0a:00:00:00:00:09"));
    }

    @Test
    void thePlaceOfRequestedMacsIsNoRangeToChange() {
        assertThat(delete(TreeLayout.REQUESTED_MACS).succeeds()).isNotEmpty();
        assertThat(world.tree.node(world.tree.paths.macRange(TreeLayout.REQUESTED_MACS)))
                .isPresent();
        assertThat(update(TreeLayout.REQUESTED_MACS, Optional.of("x"), Optional.empty())
                        .fails()
                        .status())
                .isEqualTo(404);
    }
}
