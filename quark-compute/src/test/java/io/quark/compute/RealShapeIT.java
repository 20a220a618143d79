package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real guest that becomes another machine while it runs. */
class RealShapeIT {

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
        machine = Machines.shaped(host.machine(1), 1024, 1, 16);
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        awaitBoots(1);
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            // Its bridge goes with it.
            compute.awaitEnd(compute.placeDelete(machine.instance()));
            host.close();
        }
    }

    @Test
    void guestGrowsWhileItRunsAndShrinksWithARestart() throws Exception {
        String run = virsh("domid");
        Machine larger = Machines.shaped(machine, 1024 + 128, 2, 24);

        TaskEnd grown = compute.awaitEnd(resize(larger, false));

        assertThat(grown.problem()).isEmpty();
        assertThat(virsh("domid")).isEqualTo(run);
        assertThat(compute.managed(machine.instance()).orElseThrow().consumes())
                .isEqualTo(new Resources(1024 + 128, 2, 24, 0));
        assertThat(host.type(
                        machine, "cat /sys/class/block/vda/size /sys/devices/system/cpu/present; echo e''nd", "\nend"))
                .contains("49152", "0-1");
        assertThat(virsh("dommemstat")).contains("actual " + (1024 + 128) * 1024);

        Machine smaller = Machines.shaped(machine, 256, 1, 24);
        TaskEnd refused = compute.awaitEnd(resize(smaller, false));
        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.problem().orElseThrow().detail())
                .contains("no virtual CPU is taken away from a machine while it runs");
        assertThat(virsh("domid")).isEqualTo(run);

        TaskEnd shrunk = compute.awaitEnd(resize(smaller, true));

        assertThat(shrunk.problem()).isEmpty();
        awaitBoots(2);
        assertThat(virsh("domid")).isNotEqualTo(run);
        assertThat(host.console(machine)).contains("quark-tiny: power button");
        assertThat(virsh("dommemstat")).contains("actual " + 256 * 1024);
        assertThat(host.type(machine, "nproc; cat /sys/class/block/vda/size; echo e''nd", "\nend"))
                .contains("\n1\r", "49152");
    }

    @Test
    void guestTakesAndLosesAnInterfaceWhileItRuns() throws Exception {
        String run = virsh("domid");
        Nic second = host.machine(2).nics().get(0);
        Machine both = Machines.with(machine, machine.nics().get(0), second);

        TaskEnd attached = compute.awaitEnd(
                compute.place(TaskKind.ATTACH_PORT, machine.instance(), Optional.of(both), ofPort(second)));

        assertThat(attached.problem()).isEmpty();
        assertThat(host.type(
                        machine,
                        "ip link set eth1 up; ip addr flush dev eth0; ip addr add " + RealHost.address(2)
                                + "/24 dev eth1; cat /sys/class/net/eth1/address; echo e''nd",
                        "\nend"))
                .contains(second.mac());
        await().atMost(Duration.ofSeconds(20)).until(() -> host.reaches(RealHost.address(2)));

        TaskEnd detached = compute.awaitEnd(
                compute.place(TaskKind.DETACH_PORT, machine.instance(), Optional.of(machine), ofPort(second)));

        assertThat(detached.problem()).isEmpty();
        assertThat(host.type(machine, "cat /sys/class/net/eth*/address; echo e''nd", "\nend"))
                .contains(machine.nics().get(0).mac())
                .doesNotContain(second.mac());
        assertThat(virsh("dumpxml", "--inactive")).doesNotContain(second.mac());
        assertThat(virsh("domid")).isEqualTo(run);
    }

    private static Optional<TaskDetail> ofPort(Nic nic) {
        return Optional.of(new TaskDetail.OfPort(nic));
    }

    private Task resize(Machine wanted, boolean restart) {
        return compute.place(
                TaskKind.RESIZE, machine.instance(), Optional.of(wanted), Optional.of(new TaskDetail.Shape(restart)));
    }

    private String virsh(String command, String... options) {
        String[] words = new String[options.length + 2];
        words[0] = command;
        words[1] = machine.instance();
        System.arraycopy(options, 0, words, 2, options.length);
        return PrivateLibvirt.virsh(host.libvirt().uri(), words).strip();
    }

    private void awaitBoots(int times) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> host.console(machine).split("quark-tiny: ready", -1).length - 1 == times);
    }
}
