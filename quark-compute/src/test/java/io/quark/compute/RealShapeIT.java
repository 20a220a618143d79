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
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Real guests that become other machines while they run; each test has one of its own, they boot at once. */
@BesideOthers
class RealShapeIT {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private static Path state;

    private static RealHost host;
    private static ComputeFixture compute;
    private static Machine machine;
    private static Machine wired;

    @BeforeAll
    static void build() throws Exception {
        host = RealHost.start(zooKeeper, state);
        compute = host.compute();
        machine = Machines.shaped(host.machine(1), 1024, 1, 16);
        wired = host.machine(2);
        host.run(machine, wired);
    }

    @AfterAll
    static void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void guestGrowsWhileItRunsAndShrinksWithARestart() throws Exception {
        String run = host.virsh(machine, "domid");
        Machine larger = Machines.shaped(machine, 1024 + 128, 2, 24);

        TaskEnd grown = compute.awaitEnd(resize(larger, false));

        assertThat(grown.problem()).isEmpty();
        assertThat(host.virsh(machine, "domid")).isEqualTo(run);
        assertThat(compute.managed(machine.instance()).orElseThrow().consumes())
                .isEqualTo(new Resources(1024 + 128, 2, 24, 0));
        // The guest hears of it, and gives its memory back, in its own time.
        await().atMost(RealHost.PATIENCE)
                .untilAsserted(() -> assertThat(host.type(
                                machine,
                                "cat /sys/class/block/vda/size /sys/devices/system/cpu/present; echo e''nd",
                                "\nend"))
                        .contains("49152", "0-1"));
        awaitMemory(1024 + 128);

        Machine smaller = Machines.shaped(machine, 256, 1, 24);
        TaskEnd refused = compute.awaitEnd(resize(smaller, false));
        assertThat(refused.state()).isEqualTo(State.FAILED);
        assertThat(refused.problem().orElseThrow().detail())
                .contains("no virtual CPU is taken away from a machine while it runs");
        assertThat(host.virsh(machine, "domid")).isEqualTo(run);

        TaskEnd shrunk = compute.awaitEnd(resize(smaller, true));

        assertThat(shrunk.problem()).isEmpty();
        host.awaitBoots(machine, 2);
        assertThat(host.virsh(machine, "domid")).isNotEqualTo(run);
        assertThat(host.console(machine)).contains("quark-tiny: power button");
        awaitMemory(256);
        assertThat(host.type(machine, "nproc; cat /sys/class/block/vda/size; echo e''nd", "\nend"))
                .contains("\n1\r", "49152");
    }

    @Test
    void guestTakesAndLosesAnInterfaceWhileItRuns() throws Exception {
        String run = host.virsh(wired, "domid");
        Nic second = host.machine(3).nics().get(0);
        Machine both = Machines.with(wired, wired.nics().get(0), second);

        TaskEnd attached = compute.awaitEnd(
                compute.place(TaskKind.ATTACH_PORT, wired.instance(), Optional.of(both), ofPort(second)));

        assertThat(attached.problem()).isEmpty();
        assertThat(host.type(
                        wired,
                        "ip link set eth1 up; ip addr flush dev eth0; ip addr add " + host.address(3)
                                + "/24 dev eth1; cat /sys/class/net/eth1/address; echo e''nd",
                        "\nend"))
                .contains(second.mac());
        await().atMost(RealHost.PATIENCE).until(() -> host.reaches(host.address(3)));

        TaskEnd detached = compute.awaitEnd(
                compute.place(TaskKind.DETACH_PORT, wired.instance(), Optional.of(wired), ofPort(second)));

        assertThat(detached.problem()).isEmpty();
        assertThat(host.type(wired, "cat /sys/class/net/eth*/address; echo e''nd", "\nend"))
                .contains(wired.nics().get(0).mac())
                .doesNotContain(second.mac());
        assertThat(host.virsh(wired, "dumpxml", "--inactive")).doesNotContain(second.mac());
        assertThat(host.virsh(wired, "domid")).isEqualTo(run);
    }

    private static void awaitMemory(int mib) {
        await().atMost(RealHost.PATIENCE)
                .untilAsserted(
                        () -> assertThat(host.virsh(machine, "dommemstat")).contains("actual " + mib * 1024));
    }

    private static Optional<TaskDetail> ofPort(Nic nic) {
        return Optional.of(new TaskDetail.OfPort(nic));
    }

    private Task resize(Machine wanted, boolean restart) {
        return compute.place(
                TaskKind.RESIZE, machine.instance(), Optional.of(wanted), Optional.of(new TaskDetail.Shape(restart)));
    }
}
