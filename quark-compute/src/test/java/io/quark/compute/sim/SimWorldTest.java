package io.quark.compute.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quark.common.id.Ids;
import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.nic.Wired;
import io.quark.compute.sim.SimWorld.Settings;
import io.quark.compute.testing.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimWorldTest {

    private static final String INSTANCE = Ids.derived("instance");

    @TempDir
    private Path directory;

    @Test
    void hostsOfOneNameAreOneAndOthersAreApart() throws Exception {
        try (SimWorld world = SimWorld.open(Settings.IDEAL)) {
            world.host("a").change(INSTANCE, machine -> machine.withStorage(true));

            assertThat(world.host("a").disks()).isOne();
            assertThat(world.host("b").disks()).isZero();
        }
    }

    @Test
    void machinesAreRememberedOverARestart() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("a"), INSTANCE);
            world.host("a").happen(INSTANCE, MachineStatus.RUNNING);
            define(world.host("b"), Ids.fresh());
        }

        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").machine(INSTANCE).running()).isTrue();
            assertThat(world.host("a").domains()).isOne();
            assertThat(world.host("b").domains()).isOne();
            assertThat(world.host("c").domains()).isZero();
        }
    }

    @Test
    void whatWasRemovedIsNotRemembered() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("a"), INSTANCE);
            world.host("a").vanish(INSTANCE);
        }

        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").domains()).isZero();
        }
        assertThat(file()).isEmptyFile();
    }

    @Test
    void snapshotsOfMachinesWithoutDisksAreRemembered() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            Snapshots snapshots = world.storage("a", 1).snapshots();
            snapshots.begin(INSTANCE, "kept", false).join();
            snapshots.keep(INSTANCE, "kept", List.of()).join();
            snapshots.begin(INSTANCE, "removed", false).join();
            snapshots.remove(INSTANCE, "removed").join();
        }

        try (SimWorld world = SimWorld.open(remembering())) {
            Snapshots snapshots = world.storage("a", 1).snapshots();
            assertThat(snapshots.shape(INSTANCE, "kept")).isCompletedWithValue(List.of());
            assertThat(snapshots.shape(INSTANCE, "removed")).isCompletedExceptionally();
        }
    }

    @Test
    void interfacesThatWereUnwiredAreNotRemembered() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            world.nics("a").remember(INSTANCE, Wired.of(List.of(Machines.nic(1))));
            world.nics("a").forget(INSTANCE);
        }

        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.nics("a").all()).isEmpty();
        }
    }

    @Test
    void hostsThatNobodyAskedForAreStillRemembered() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("a"), INSTANCE);
        }
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("b"), Ids.fresh());
        }

        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").domains()).isOne();
            assertThat(world.host("b").domains()).isOne();
        }
    }

    @Test
    void longHistoryIsCutAndForgetsNobody() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("a"), INSTANCE);
        }
        try (SimWorld world = SimWorld.open(remembering())) {
            SimHost host = world.host("b");
            define(host, INSTANCE);
            for (int i = 0; i < 50_000; i++) {
                int vcpus = i % 2;
                host.change(INSTANCE, machine -> machine.withVcpus(vcpus));
            }
        }

        assertThat(Files.readAllLines(file())).hasSizeLessThan(1_000);
        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").domains())
                    .as("a host that was not asked for meanwhile")
                    .isOne();
            assertThat(world.host("b").domains()).isOne();
        }
    }

    @Test
    void lineThatADyingProcessToreIsLeftOut() throws Exception {
        try (SimWorld world = SimWorld.open(remembering())) {
            define(world.host("a"), INSTANCE);
        }
        Files.writeString(file(), "{\"host\":\"a\",\"inst", StandardOpenOption.APPEND);

        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").domains()).isOne();
            define(world.host("a"), Ids.fresh());
        }
        try (SimWorld world = SimWorld.open(remembering())) {
            assertThat(world.host("a").domains())
                    .as("what came after the torn line")
                    .isEqualTo(2);
        }
    }

    @Test
    void withoutAJournalNothingIsRemembered() throws Exception {
        try (SimWorld world = SimWorld.open(Settings.IDEAL)) {
            define(world.host("a"), INSTANCE);
        }
        try (SimWorld world = SimWorld.open(Settings.IDEAL)) {
            assertThat(world.host("a").domains()).isZero();
        }
    }

    @Test
    void everyStepFailsOnAHostThatIsToFail() throws Exception {
        try (SimWorld world =
                SimWorld.open(new Settings(Duration.ZERO, Duration.ZERO, 1, 0, Set.of("bad"), Optional.empty()))) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(step(world, "bad", INSTANCE)::join)
                    .havingCause()
                    .isInstanceOf(HostFailureException.class)
                    .withMessageContaining("simulated fault of define");
            assertThat(step(world, "good", INSTANCE)).isCompleted();
        }
    }

    @Test
    void whatGoesBackwardsNeverFails() throws Exception {
        try (SimWorld world =
                SimWorld.open(new Settings(Duration.ZERO, Duration.ZERO, 1, 1, Set.of("a"), Optional.empty()))) {
            assertThat(world.host("a").pace().back("a", "undefine", INSTANCE, () -> {}))
                    .isCompleted();
        }
    }

    @Test
    void sameSeedGivesTheSameFaultsAndAnotherOneOthers() throws Exception {
        List<Boolean> first = faults(1);

        assertThat(first).contains(true, false);
        assertThat(faults(1)).isEqualTo(first);
        assertThat(faults(2)).isNotEqualTo(first);
    }

    @Test
    void shareOfFaultsIsAboutWhatWasAsked() throws Exception {
        assertThat(faults(7).stream().filter(failed -> failed).count()).isBetween(60L, 140L);
    }

    /** Which of 200 steps fail, at one in two. */
    private static List<Boolean> faults(long seed) throws Exception {
        try (SimWorld world =
                SimWorld.open(new Settings(Duration.ZERO, Duration.ZERO, seed, 0.5, Set.of(), Optional.empty()))) {
            return IntStream.range(0, 200)
                    .mapToObj(number -> step(world, "a", Ids.derived("instance", "" + number))
                            .isCompletedExceptionally())
                    .toList();
        }
    }

    private static CompletableFuture<Void> step(SimWorld world, String host, String instance) {
        return world.host(host).pace().forward(host, "define", instance, () -> {});
    }

    private static void define(SimHost host, String instance) {
        host.change(instance, machine -> machine.defined(Machines.owner(Machines.small(instance), "t1")));
    }

    private Settings remembering() {
        return Settings.IDEAL.remembering(file());
    }

    private Path file() {
        return directory.resolve("sim.journal");
    }
}
