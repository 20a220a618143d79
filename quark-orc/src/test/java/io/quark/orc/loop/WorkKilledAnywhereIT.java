package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.MachineRequest;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.testing.BesideOthers;
import io.quark.orc.loop.MortalOrc.Point;
import io.quark.orc.loop.MortalOrc.When;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The leading orc dies at each transaction of each kind of work; the one that takes over makes of it exactly what an undisturbed one
 * makes. How many transactions there are, the undisturbed run tells.
 *
 * <p>Always when a transaction is done and the orc does not know it yet; with {@code -Dquark.crash.all=true} also just before, when only
 * hosts may have gone on since the last one.
 */
@BesideOthers
class WorkKilledAnywhereIT {

    private static final List<When> WHEN =
            Boolean.getBoolean("quark.crash.all") ? List.of(When.values()) : List.of(When.AFTER);

    private final OrcBed bed = new OrcBed();
    private MortalOrc orc = new MortalOrc();
    private String network = "";

    /** What an undisturbed orc makes of some work. */
    private record Undisturbed(int transactions, List<String> picture) {}

    @BeforeEach
    void start() {
        bed.hosts(WalkedWork.HOSTS.toArray(String[]::new)).start(OrcSettings.DEFAULTS, orc);
        network = bed.requests.network("lan", "10.0.0.0/16");
    }

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void everyKindOfWorkIsWalkedThrough() {
        Set<Class<?>> walked = WorkWalks.all().stream().map(WorkWalk::kind).collect(Collectors.toSet());

        assertThat(walked)
                .contains(MachineRequest.class.getPermittedSubclasses())
                .contains(WorkRequest.UpdateInstance.class);
    }

    @TestFactory
    Stream<DynamicContainer> whoeverTakesOverFinishesIt() {
        return WorkWalks.all().stream().map(walk -> DynamicContainer.dynamicContainer(walk.name(), points(walk)));
    }

    private Stream<DynamicTest> points(WorkWalk walk) {
        return Stream.of(walk)
                .map(this::undisturbed)
                .flatMap(wanted -> IntStream.range(0, wanted.transactions())
                        .boxed()
                        .flatMap(number -> WHEN.stream().map(when -> new Point(number, when)))
                        .map(point -> DynamicTest.dynamicTest(
                                walk.name() + " " + point, () -> killedAt(point, walk, wanted.picture()))));
    }

    private Undisturbed undisturbed(WorkWalk walk) {
        WalkedWork work = new WalkedWork(bed, network);
        walk.before().accept(work);
        bed.idle();
        orc.lives();
        String id = walk.ask().apply(work);
        work.awaitEnd(id);
        bed.idle();
        Undisturbed undisturbed = new Undisturbed(orc.sent(), work.picture(id));
        assertThat(bed.requests.done(id).orElseThrow().state())
                .as("%s", undisturbed.picture())
                .isIn(WorkUnit.State.SUCCEEDED, walk.mayFail() ? WorkUnit.State.FAILED : WorkUnit.State.SUCCEEDED);
        leavesNothing(work);
        return undisturbed;
    }

    private void killedAt(Point point, WorkWalk walk, List<String> wanted) {
        WalkedWork work = new WalkedWork(bed, network);
        walk.before().accept(work);
        bed.idle();
        orc.diesAt(point);
        String id = walk.ask().apply(work);
        OrcBed.soon().until(() -> {
            work.goesOn(id);
            // What took two transactions when nobody disturbed it may have taken one this time.
            return orc.isDead() || bed.requests.done(id).isPresent();
        });

        orc = new MortalOrc();
        bed.restart(orc);

        work.awaitEnd(id);
        bed.idle();
        assertThat(work.picture(id)).isEqualTo(wanted);
        leavesNothing(work);
    }

    private void leavesNothing(WalkedWork work) {
        work.goes();
        bed.idle();
        assertThat(bed.findings()).isEmpty();
    }
}
