package io.quark.orc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView.Change;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import io.quark.orc.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ClusterIndexTest {

    private static final Paths PATHS = new Paths("/quark", 16);
    private static final Instant NOW = TreeChanges.NOW;
    private static final Resources SMALL = new Resources(1000, 1, 100, 0);

    private final TreeChanges tree = new TreeChanges();
    private final List<String> touched = new ArrayList<>();
    private final ClusterIndex cluster = new ClusterIndex(PATHS, new Records(() -> {}));

    @Test
    void aHostCountsOnceItIsAliveAndHasSaidWhatItHas() {
        apply(tree.put(PATHS.self("a"), self("a")));
        apply(tree.empty(PATHS.nextTasks("a")));
        assertThat(largestThatFits()).isZero();

        apply(tree.put(PATHS.alive("a"), new Alive("b", "m", 1, NOW)));
        assertThat(largestThatFits()).isEqualTo(10_000);
        assertThat(cluster.sign("a").alive()).isTrue();

        apply(tree.remove(PATHS.alive("a")));
        assertThat(largestThatFits()).isZero();
        assertThat(cluster.sign("a").silentSince()).contains(NOW);
    }

    @Test
    void aTaskConsumesWhereverItStandsUntilTheMachineDoes() {
        host("a");
        Task task = task("w");
        apply(tree.put(PATHS.nextTask("a", task.id()), task));
        assertThat(largestThatFits()).isEqualTo(9_000);

        apply(tree.remove(PATHS.nextTask("a", task.id())));
        apply(tree.put(PATHS.activeTask("a", task.id()), task.birthed(NOW, List.of())));
        assertThat(largestThatFits()).isEqualTo(9_000);

        apply(tree.put(PATHS.activeTask("a", task.id()), ended(task)));
        apply(tree.put(PATHS.managed("a", "i"), managed()));
        assertThat(largestThatFits()).isEqualTo(9_000);

        apply(tree.remove(PATHS.managed("a", "i")));
        assertThat(largestThatFits()).isEqualTo(10_000);
    }

    @Test
    void aDaemonsOwnTaskConsumesAndTouchesNoWorkUnit() {
        host("a");
        Task own =
                Task.placed(Ids.derived("own"), TaskKind.START, "", Ids.derived("i"), 0, 0, 1, SMALL, Optional.empty());
        apply(tree.put(PATHS.activeTask("a", own.id()), own));
        assertThat(largestThatFits()).isEqualTo(9_000);
        assertThat(touched).doesNotContain("");
    }

    @Test
    void aReservationCountsUntilItIsReleased() {
        host("a");
        Reservation reservation = new Reservation("a", SMALL);

        cluster.reserve(reservation);
        assertThat(largestThatFits()).isEqualTo(9_000);

        cluster.release(reservation);
        assertThat(largestThatFits()).isEqualTo(10_000);
    }

    @Test
    void theExpectedVersionCountsOwnWritesThatAreNotSeenYet() {
        host("a");
        assertThat(cluster.nextTasksVersion("a")).contains(0);

        cluster.wrote("a");
        assertThat(cluster.nextTasksVersion("a")).contains(1);

        apply(tree.empty(PATHS.nextTasks("a")));
        cluster.sawWrite("a");
        assertThat(cluster.nextTasksVersion("a")).contains(1);
        assertThat(cluster.nextTasksVersion("nobody")).isEmpty();
    }

    @Test
    void stepsOfATaskTouchItsWorkUnitAndMereProgressDoesNot() {
        host("a");
        Task task = task("w");
        String path = PATHS.activeTask("a", task.id());
        apply(tree.put(path, task.birthed(NOW, List.of("define"))));
        assertThat(touched).containsExactly(task.workUnit());
        touched.clear();

        apply(tree.put(path, task.birthed(NOW, List.of())));
        assertThat(touched).isEmpty();

        apply(tree.put(path, task.pastTheGate()));
        apply(tree.put(path, ended(task)));
        apply(tree.remove(path));
        assertThat(touched).hasSize(3).containsOnly(task.workUnit());
        assertThat(cluster.tasksOf(task.workUnit())).isEmpty();
    }

    @Test
    void theLossOfAHostTouchesItsWork() {
        host("a");
        Task task = task("w");
        apply(tree.put(PATHS.nextTask("a", task.id()), task));
        touched.clear();

        apply(tree.remove(PATHS.alive("a")));

        assertThat(touched).containsExactly(task.workUnit());
    }

    @Test
    void aRecordThatCannotBeReadIsLeftOutOfAccount() {
        host("a");

        apply(tree.put(PATHS.managed("a", "i"), new byte[] {'{'}));

        assertThat(largestThatFits()).isEqualTo(10_000);
    }

    @Test
    void aHostWhoseDirectoryGoesIsForgotten() {
        host("a");
        gone("a");

        assertThat(cluster.sign("a").known()).isFalse();
        assertThat(cluster.table().size()).isZero();
    }

    @Test
    void aHostThatGoesAndComesBackMeanwhileStillOwesItsReservation() {
        host("a");
        Reservation reservation = new Reservation("a", SMALL);
        cluster.reserve(reservation);

        gone("a");
        host("a");
        assertThat(largestThatFits()).isEqualTo(9_000);

        cluster.release(reservation);
        assertThat(largestThatFits()).isEqualTo(10_000);
    }

    @Test
    void aHostThatGoesAndComesBackMeanwhileStillCountsOwnWritesThatAreNotSeenYet() {
        host("a");
        cluster.wrote("a");

        gone("a");
        host("a");
        cluster.sawWrite("a");

        assertThat(cluster.nextTasksVersion("a")).contains(0);
    }

    @Test
    void aHostThatHasGoneIsForgottenWhenNothingIsOwedAnyMore() {
        host("a");
        Reservation nothing = new Reservation("a", Resources.NONE);
        cluster.reserve(nothing);
        cluster.wrote("a");
        gone("a");

        cluster.sawWrite("a");
        assertThat(cluster.sign("a").known()).isTrue();
        cluster.release(nothing);

        assertThat(cluster.sign("a").known()).isFalse();
        assertThat(cluster.table().size()).isZero();
    }

    @Property(tries = 200)
    void whatIsFreeIsAlwaysTheDifferenceOfAllThatStands(@ForAll long seed) {
        Random random = new Random(seed);
        TreeChanges changes = new TreeChanges();
        ClusterIndex index = new ClusterIndex(PATHS, new Records(() -> {}));
        List<Change> birth = List.of(
                changes.put(PATHS.self("a"), self("a")),
                changes.empty(PATHS.nextTasks("a")),
                changes.put(PATHS.alive("a"), new Alive("b", "m", 1, NOW)));
        birth.forEach(change -> index.apply(change, NOW, id -> {}));
        Map<String, Long> standing = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            String name = Integer.toString(random.nextInt(8));
            long ram = random.nextLong(1, 1000);
            Resources consumes = new Resources(ram, 0, 0, 0);
            String path = switch (random.nextInt(3)) {
                case 0 -> PATHS.nextTask("a", name);
                case 1 -> PATHS.activeTask("a", name);
                default -> PATHS.managed("a", name);
            };
            Change change;
            if (random.nextInt(3) == 0) {
                change = changes.remove(path);
                standing.remove(path);
            } else {
                Object record = path.contains("managing")
                        ? Managed.running("sim", "m", NOW, consumes, "t")
                        : task(name, consumes);
                change = changes.put(path, record);
                standing.put(path, ram);
            }
            index.apply(change, NOW, id -> {});

            long used = standing.values().stream().mapToLong(Long::longValue).sum();
            assertThat(Scheduler.place(ram(10_000 - used), index.table())).isInstanceOf(Placement.class);
            assertThat(Scheduler.place(ram(10_001 - used), index.table())).isNotInstanceOf(Placement.class);
        }
    }

    private void host(String name) {
        apply(tree.put(PATHS.self(name), self(name)));
        apply(tree.empty(PATHS.nextTasks(name)));
        apply(tree.put(PATHS.alive(name), new Alive("b", "m", 1, NOW)));
    }

    private void gone(String name) {
        apply(tree.remove(PATHS.alive(name)));
        apply(tree.remove(PATHS.self(name)));
        apply(tree.remove(PATHS.nextTasks(name)));
    }

    private void apply(Change change) {
        cluster.apply(change, NOW, touched::add);
    }

    private long largestThatFits() {
        for (long ram = 10_000; ram > 0; ram -= 1000) {
            if (Scheduler.place(ram(ram), cluster.table()) instanceof Placement) {
                return ram;
            }
        }
        return 0;
    }

    private static PlacementRequest ram(long mib) {
        return new PlacementRequest(
                new Resources(mib, 0, 0, 0), List.of(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
    }

    private static ComputeSelf self(String name) {
        return new ComputeSelf(
                name,
                5_000,
                8,
                1_000_000,
                ComputeSelf.NetworkFacts.of(1_000_000),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:///", "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(2, 4, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Task task(String name) {
        return task(name, SMALL);
    }

    private static Task task(String name, Resources consumes) {
        String workUnit = Ids.derived(name);
        return Task.placed(
                Ids.derived("task", name),
                TaskKind.BUILD,
                workUnit,
                "i",
                PATHS.shardOf(workUnit),
                1,
                1,
                consumes,
                Optional.empty());
    }

    private static Task ended(Task task) {
        return task.pastTheGate()
                .ended(TaskEnd.of(TaskEnd.State.SUCCEEDED, NOW.plus(Duration.ofSeconds(1)), Optional.empty()));
    }

    private static Managed managed() {
        return Managed.running("sim", "m", NOW, SMALL, "t");
    }
}
