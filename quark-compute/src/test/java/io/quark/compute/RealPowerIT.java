package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.ZooKeeperFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The power of a real guest of a real QEMU. */
class RealPowerIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private RealHost host;
    private ComputeFixture compute;
    private Machine machine;

    @BeforeEach
    void build() throws Exception {
        host = RealHost.start(zooKeeper, state);
        compute = host.compute();
        machine = host.machine(1);
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        awaitBoots(1);
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void guestGoesOnWhereItWasSuspendedStopsWhenAskedAndComesBackAfterACrash() throws Exception {
        succeed(compute.place(TaskKind.SUSPEND, machine.instance()));
        awaitStatus(MachineStatus.SUSPENDED, PowerState.SUSPENDED);
        assertThat(virsh("domstate")).isEqualTo("shut off");
        succeed(compute.place(TaskKind.RESUME, machine.instance()));
        await().atMost(Duration.ofMinutes(1)).until(() -> host.reaches(RealHost.address(1)));
        assertThat(boots()).isEqualTo(1);

        succeed(compute.place(TaskKind.PAUSE, machine.instance()));
        assertThat(virsh("domstate")).isEqualTo("paused");
        succeed(compute.place(TaskKind.RESUME, machine.instance()));
        awaitStatus(MachineStatus.RUNNING, PowerState.RUNNING);

        succeed(compute.place(TaskKind.STOP, machine.instance(), false, 60));
        awaitStatus(MachineStatus.STOPPED, PowerState.STOPPED);
        assertThat(host.console(machine)).contains("quark-tiny: power button");
        assertThat(virsh("domstate", "--reason")).isEqualTo("shut off (shutdown)");

        succeed(compute.place(TaskKind.START, machine.instance()));
        awaitStatus(MachineStatus.RUNNING, PowerState.RUNNING);

        // Before it has come up: the one that does was started by the daemon itself.
        killQemu();
        awaitBoots(2);
        awaitStatus(MachineStatus.RUNNING, PowerState.RUNNING);
    }

    private void killQemu() throws IOException {
        Path pid = host.libvirt().runtime().resolve("qemu/quark-" + machine.instance() + ".pid");
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                .orElseThrow()
                .destroyForcibly();
    }

    private String virsh(String command, String... options) {
        String[] words = new String[options.length + 2];
        words[0] = command;
        words[1] = machine.instance();
        System.arraycopy(options, 0, words, 2, options.length);
        return PrivateLibvirt.virsh(host.libvirt().uri(), words).strip();
    }

    private void succeed(Task task) {
        TaskEnd end = compute.awaitEnd(task);
        assertThat(end.problem()).isEmpty();
        assertThat(end.state()).isEqualTo(State.SUCCEEDED);
    }

    private void awaitStatus(MachineStatus status, PowerState wanted) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Optional<Managed> managed = compute.managed(machine.instance());
            assertThat(managed).map(Managed::status).contains(status);
            assertThat(managed).map(Managed::wanted).contains(wanted);
        });
    }

    private void awaitBoots(int times) {
        await().atMost(Duration.ofMinutes(1)).until(() -> boots() == times);
    }

    /** How often the guest has come up. */
    private int boots() throws IOException {
        return host.console(machine).split("quark-tiny: ready", -1).length - 1;
    }
}
