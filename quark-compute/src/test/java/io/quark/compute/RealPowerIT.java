package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.RestartPolicy;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The power of real guests of a real QEMU. Each test has a guest of its own; they boot at once. */
@BesideOthers
class RealPowerIT {

    private static final String DEAF = "#!/bin/sh\nrm /etc/acpi/PWRF/*\necho deaf >/dev/console\n";
    private static final int DEADLINE_S = 3;

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private static Path state;

    private static RealHost host;
    private static ComputeFixture compute;
    private static Machine usual;
    private static Machine deaf;
    private static Machine eager;

    @BeforeAll
    static void build() throws Exception {
        host = RealHost.start(zooKeeper, state);
        compute = host.compute();
        usual = host.machine(1);
        deaf = Machines.saying(Machines.restarting(host.machine(2), RestartPolicy.NEVER), DEAF);
        eager = Machines.restarting(host.machine(3), RestartPolicy.ALWAYS);
        host.run(usual, deaf, eager);
    }

    @AfterAll
    static void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void guestGoesOnWhereItWasSuspendedRebootsAndStopsWhenAskedAndComesBackAfterACrash() throws Exception {
        succeed(compute.place(TaskKind.SUSPEND, usual.instance()));
        awaitStatus(usual, MachineStatus.SUSPENDED, PowerState.SUSPENDED);
        assertThat(host.virsh(usual, "domstate")).isEqualTo("shut off");
        succeed(compute.place(TaskKind.RESUME, usual.instance()));
        host.awaitPing(host.address(1));
        assertThat(host.said(usual, "quark-tiny: ready")).isEqualTo(1);

        succeed(compute.place(TaskKind.PAUSE, usual.instance()));
        assertThat(host.virsh(usual, "domstate")).isEqualTo("paused");
        succeed(compute.place(TaskKind.RESUME, usual.instance()));
        awaitStatus(usual, MachineStatus.RUNNING, PowerState.RUNNING);

        succeed(compute.place(TaskKind.REBOOT, usual.instance(), false, 60));
        awaitAsked(1);
        host.awaitBoots(usual, 2);

        succeed(compute.place(TaskKind.STOP, usual.instance(), false, 60));
        awaitStatus(usual, MachineStatus.STOPPED, PowerState.STOPPED);
        awaitAsked(2);
        assertThat(host.virsh(usual, "domstate", "--reason")).isEqualTo("shut off (shutdown)");

        succeed(compute.place(TaskKind.START, usual.instance()));
        awaitStatus(usual, MachineStatus.RUNNING, PowerState.RUNNING);

        // Nobody but the daemon itself starts it once more.
        String run = host.virsh(usual, "domid");
        host.killQemu(usual);
        int before = host.boots(usual);
        await().atMost(RealHost.PATIENCE).until(() -> !List.of(run, "-").contains(host.virsh(usual, "domid")));
        host.awaitBoots(usual, before + 1);
        awaitStatus(usual, MachineStatus.RUNNING, PowerState.RUNNING);
    }

    @Test
    void guestThatIgnoresThePowerButtonIsCutOffAtItsDeadlineAndOneThatIsNeverToComeBackStaysOffAfterACrash()
            throws Exception {
        host.awaitSaid(deaf, "deaf");
        Instant asked = Instant.now();
        succeed(compute.place(TaskKind.STOP, deaf.instance(), false, DEADLINE_S));
        assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofSeconds(DEADLINE_S - 1));
        assertThat(host.said(deaf, "quark-tiny: power button")).isZero();
        assertThat(host.virsh(deaf, "domstate", "--reason")).isEqualTo("shut off (destroyed)");
        awaitStatus(deaf, MachineStatus.STOPPED, PowerState.STOPPED);

        succeed(compute.place(TaskKind.START, deaf.instance()));
        String run = host.virsh(deaf, "domid");
        host.killQemu(deaf);
        awaitStatus(deaf, MachineStatus.CRASHED, PowerState.RUNNING);
        // Another machine's start that comes later is done: nobody has started this one meanwhile.
        succeed(compute.place(TaskKind.PAUSE, eager.instance()));
        succeed(compute.place(TaskKind.RESUME, eager.instance()));
        assertThat(run).isNotEqualTo("-");
        assertThat(host.virsh(deaf, "domid")).isEqualTo("-");
    }

    @Test
    void guestThatSwitchesItselfOffIsStartedAgainWhereItIsAlwaysToRun() throws Exception {
        String run = host.virsh(eager, "domid");
        host.typeUntil(eager, "poweroff -f", () -> !host.virsh(eager, "domid").equals(run));
        awaitStatus(eager, MachineStatus.RUNNING, PowerState.RUNNING);
        host.awaitBoots(eager, 2);
    }

    /** What a guest says to its power button may be written down a moment after it is off. */
    private static void awaitAsked(int times) {
        await().untilAsserted(() -> assertThat(host.said(usual, "quark-tiny: power button"))
                .as("how often it was asked")
                .isEqualTo(times));
    }

    private static void succeed(Task task) {
        TaskEnd end = compute.awaitEnd(task);
        assertThat(end.problem()).isEmpty();
        assertThat(end.state()).isEqualTo(State.SUCCEEDED);
    }

    private static void awaitStatus(Machine machine, MachineStatus status, PowerState wanted) {
        await().atMost(RealHost.PATIENCE).untilAsserted(() -> {
            Optional<Managed> managed = compute.managed(machine.instance());
            assertThat(managed).map(Managed::status).contains(status);
            assertThat(managed).map(Managed::wanted).contains(wanted);
        });
    }
}
