package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Op;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.testing.Machines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** A machine that is walked through a change: what is asked of it, what others do, and what there is of it and its own. */
final class WalkedMachine {

    static final String OTHER = "c2";
    private static final String NOTHING = "no domain, 0 CPUs, no files";

    private final ComputeFixture compute;
    private final VolumeDisk volume = new VolumeDisk(Ids.fresh(), 100, "", "vdc");
    private final String snapshot = Ids.fresh();
    private Machine machine =
            Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(Machines.nic(1), Machines.nic(2)));

    WalkedMachine(ComputeFixture compute) {
        this.compute = compute;
    }

    Machine machine() {
        return machine;
    }

    VolumeDisk volume() {
        return volume;
    }

    String snapshot() {
        return snapshot;
    }

    // --- what is asked of it

    void build() {
        done(compute.placeBuild(machine, 1));
    }

    Task ask(TaskKind kind) {
        return compute.place(kind, machine.instance());
    }

    Task ask(TaskKind kind, TaskDetail detail) {
        return compute.place(kind, machine.instance(), Optional.of(machine), Optional.of(detail));
    }

    Task ask(TaskKind kind, Machine as) {
        return compute.place(kind, machine.instance(), Optional.of(as), Optional.empty());
    }

    Task ask(TaskKind kind, Machine as, TaskDetail detail) {
        return compute.place(kind, machine.instance(), Optional.of(as), Optional.of(detail));
    }

    /** Of the volume, while no machine has it. */
    Task askOfVolume(TaskKind kind, VolumeDisk as) {
        return compute.place(kind, volume.id(), Optional.empty(), Optional.of(new TaskDetail.OfVolume(as)));
    }

    void done(Task task) {
        TaskEnd end = compute.awaitEnd(task);
        assertThat(end.state()).as("%s", end).isEqualTo(TaskEnd.State.SUCCEEDED);
        compute.commit(Op.delete(compute.paths().activeTask(ComputeFixture.HOST, task.id()), Op.ANY_VERSION));
    }

    /** It has become that one, and was told so. */
    void becomes(TaskKind kind, Machine as, TaskDetail detail) {
        done(ask(kind, as, detail));
        machine = as;
    }

    /** It was stopped, and is wanted so. */
    void stopped() {
        done(compute.place(TaskKind.STOP, machine.instance(), true, 30));
        machine = Machines.wanted(machine, PowerState.STOPPED);
    }

    // --- the other host of a move

    /** It lives on the other host. */
    void livesElsewhere() {
        compute.recordInstance(machine, OTHER);
    }

    /** The other host has made everything ready for it. */
    void isExpectedElsewhere() {
        Owner owner = new Owner(machine.instance(), Ids.fresh(), Ids.fresh(), machine.name(), OTHER, Machines.TREE);
        other().define(owner, machine, MachineFiles.NONE, List.of()).join();
    }

    /** As orc does when the machine has left. */
    void isPlacedElsewhereOnceSent(Task send) {
        boolean sent = compute.active(send)
                .flatMap(Task::end)
                .filter(end -> end.state() == TaskEnd.State.SUCCEEDED)
                .isPresent();
        if (sent) {
            isPlaced(OTHER);
        }
    }

    /** It comes, paused, when this host is ready for it, and is placed here then. */
    void arrivesOnceReady(Task receive) {
        if (isReady(receive)) {
            compute.host().happen(machine.instance(), MachineStatus.PAUSED);
            isPlaced(ComputeFixture.HOST);
        }
    }

    /** Nothing comes: its host is dead. */
    void isPlacedHereOnceReady(Task receive) {
        if (isReady(receive)) {
            isPlaced(ComputeFixture.HOST);
        }
    }

    private boolean isReady(Task receive) {
        boolean elsewhere = compute.node(compute.paths().instance(machine.instance()))
                .flatMap(node -> node.as(Instance.class).compute())
                .filter(OTHER::equals)
                .isPresent();
        return elsewhere && compute.active(receive).filter(Task::starting).isPresent();
    }

    private void isPlaced(String on) {
        compute.commit(Op.set(
                compute.paths().instance(machine.instance()),
                Machines.instance(machine, Optional.of(on), Instant.EPOCH),
                Op.ANY_VERSION));
    }

    private SimHypervisor other() {
        return new SimHypervisor(compute.host(OTHER), new SimHypervisor.Size(1_000_000, 1_000), OTHER, Machines.TREE);
    }

    // --- what there is of it

    /** Everything that its hosts and their records have of it, in words that two machines of the same history share. */
    List<String> picture(Task task) {
        List<String> picture = new ArrayList<>();
        picture.add("here: " + compute.host().picture(machine.instance()));
        picture.add("there: " + compute.host(OTHER).picture(machine.instance()));
        picture.add("interfaces: " + wired());
        picture.add("managing: " + record(machine.instance(), task));
        picture.add("volume: " + volumes().contains(volume.id()) + ", " + record(volume.id(), task));
        picture.add("snapshot: " + hasSnapshot());
        return picture;
    }

    private List<String> wired() {
        return compute.parts().wiring().remembered().join().getOrDefault(machine.instance(), List.of()).stream()
                .map(nic -> nic.mac())
                .sorted()
                .toList();
    }

    private String record(String id, Task task) {
        return compute.managed(id).map(managed -> words(managed, task)).orElse("none");
    }

    private static String words(Managed managed, Task task) {
        return "%s, %s, %s, wanted %s, restart %s, fault %s, by %s"
                .formatted(
                        managed.kind(),
                        managed.status(),
                        managed.consumes(),
                        managed.wanted(),
                        managed.restart(),
                        managed.fault(),
                        managed.task().equals(task.id()) ? "this task" : "an earlier one");
    }

    private Set<String> volumes() {
        return compute.parts().storage().volumes().all().join();
    }

    private boolean hasSnapshot() {
        try {
            compute.parts()
                    .storage()
                    .snapshots()
                    .shape(machine.instance(), snapshot)
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** Whether this host has nothing of it any more. */
    boolean leftNothing() {
        return compute.host().picture(machine.instance()).equals(NOTHING) && wired().isEmpty();
    }

    /** Deletes it, from both hosts, and its volume; afterwards nothing of it is left. */
    void goes(Task last) {
        compute.commit(Op.delete(compute.paths().activeTask(ComputeFixture.HOST, last.id()), Op.ANY_VERSION));
        isPlaced(ComputeFixture.HOST);
        other().undefine(machine.instance()).join();
        done(compute.placeDelete(machine.instance()));
        compute.commit(Op.delete(compute.paths().instance(machine.instance()), Op.ANY_VERSION));
        if (compute.managed(volume.id()).isPresent()) {
            done(askOfVolume(TaskKind.DELETE_VOLUME, volume));
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(picture(last))
                        .containsExactly(
                                "here: " + NOTHING,
                                "there: " + NOTHING,
                                "interfaces: []",
                                "managing: none",
                                "volume: false, none",
                                "snapshot: false"));
    }
}
