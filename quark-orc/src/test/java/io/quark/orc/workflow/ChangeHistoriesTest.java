package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkRequest;
import io.quark.common.tree.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is asked, in whatever order, and whatever hosts make of it: nothing stays held, taken twice, or forgotten. */
class ChangeHistoriesTest {

    private static final Paths PATHS = FakeWorld.PATHS;
    private static final int STEPS = 100;

    @Property(tries = 25)
    void nothingIsLeftOver(@ForAll long seed) {
        new History(new Random(seed)).run();
    }

    /** In these a volume that was in doubt was taken for a good one, once nothing had come of a second attempt. */
    @Example
    void aVolumeInDoubtIsNotTakenForAGoodOne() {
        for (long seed : new long[] {-2630, -2349, -13, 158, 219, 1448}) {
            new History(new Random(seed)).run();
        }
    }

    /** One history. */
    private static final class History {
        private final Random random;
        private final Paper paper = new Paper();
        private final PaperMachines machines = new PaperMachines(paper);
        private final List<PaperHost> hosts = List.of(new PaperHost(paper, "a"), new PaperHost(paper, "b"));
        private final List<String> instances = new ArrayList<>();
        private final List<String> volumes = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private int names = 0;

        History(Random random) {
            this.random = random;
            instances.add(machines.running("m1", "a"));
            instances.add(machines.running("m2", "a"));
            instances.add(machines.running("m3", "b"));
            volumes.add(machines.volume("v1"));
            volumes.add(machines.volume("v2"));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                one();
                alwaysHolds();
            }
            hosts.forEach(PaperHost::back);
            for (int round = 0; round < 20; round++) {
                hosts.forEach(PaperHost::doEverything);
            }
            atRest();
        }

        private void one() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> ask();
                case 4 -> paper.cancel(any(asked).orElse(""));
                case 5, 6, 7 -> host();
                case 8 -> silence();
                case 9 -> paper.world.now = paper.world.now.plus(Duration.ofSeconds(random.nextInt(400)));
                default -> decide();
            }
        }

        private void decide() {
            if (random.nextBoolean()) {
                paper.settle();
            } else {
                any(List.copyOf(paper.world.open.keySet())).ifPresent(paper::decide);
            }
        }

        private void silence() {
            PaperHost host = any(hosts).orElseThrow();
            if (host.isSilent()) {
                host.back();
            } else if (random.nextInt(3) == 0) {
                host.silent();
            }
        }

        private void host() {
            PaperHost host = any(hosts).orElseThrow();
            if (host.isSilent()) {
                return;
            }
            Optional<Task> waiting = any(host.waiting());
            Optional<Task> active = any(host.active());
            if (waiting.isPresent() && random.nextBoolean()) {
                host.take(waiting.get());
            } else if (active.isPresent()) {
                act(host, active.get());
            }
        }

        private void act(PaperHost host, Task task) {
            switch (random.nextInt(6)) {
                case 0 -> host.passGate(task);
                case 5 -> {
                    host.keepsVolume(task);
                    host.end(task, TaskEnd.State.FAILED, random.nextBoolean());
                }
                case 1 -> host.end(task, TaskEnd.State.FAILED, random.nextInt(3) != 0);
                case 2 -> host.end(task, TaskEnd.State.DECLINED, true);
                default -> host.end(task, TaskEnd.State.SUCCEEDED, true);
            }
        }

        private void ask() {
            String instance = any(instances).orElseThrow();
            String volume = any(volumes).orElseThrow();
            String snapshot = any(paper.all(PATHS.snapshots() + "/.*", Snapshot.class))
                    .map(Snapshot::id)
                    .orElse("none");
            if (random.nextInt(12) == 0) {
                asked.add(
                        random.nextInt(3) == 0
                                ? paper.ask(new MachineRequest.DeleteVolume(), "volume", volume)
                                : paper.ask(
                                        new MachineRequest.GrowVolume(1024 + random.nextInt(2048)), "volume", volume));
                return;
            }
            String name = "n" + names++ % 5;
            WorkRequest request = switch (random.nextInt(19)) {
                case 0 -> new MachineRequest.Start();
                case 1 -> new MachineRequest.Stop(false, 10);
                case 2 -> new MachineRequest.Reboot(true, 10);
                case 3 -> new MachineRequest.Pause();
                case 4 -> new MachineRequest.Resume();
                case 5 -> new MachineRequest.Suspend();
                case 6 -> PaperMachines.ram(256L * (1 + random.nextInt(4)));
                case 7 -> new MachineRequest.Rebuild(Optional.empty(), PaperMachines.boot());
                case 8 -> new MachineRequest.Rescue(PaperMachines.boot());
                case 9 -> new MachineRequest.Unrescue();
                case 10, 11 -> machines.snapshot(name + names, random.nextBoolean());
                case 12 -> new MachineRequest.Restore(snapshot);
                case 13 -> new MachineRequest.DeleteSnapshot(snapshot);
                case 14 -> machines.export(snapshot, name + names);
                case 15 -> PaperMachines.port();
                case 16 -> new MachineRequest.DetachPort(port(instance));
                case 17 -> new MachineRequest.AttachVolume(volume);
                default ->
                    random.nextInt(6) == 0 ? new WorkRequest.DeleteInstance() : new MachineRequest.DetachVolume(volume);
            };
            asked.add(paper.ask(request, "instance", instance));
        }

        private String port(String instance) {
            return paper.read(PATHS.instance(instance), Instance.class)
                    .flatMap(machine -> any(machine.nics()))
                    .map(nic -> nic.port())
                    .orElse("none");
        }

        private <T> Optional<T> any(List<T> of) {
            return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
        }

        private List<Instance> instances() {
            return paper.all(PATHS.instances() + "/.*", Instance.class);
        }

        /** At any moment, whatever is under way. */
        private void alwaysHolds() {
            Map<String, String> attached = new HashMap<>();
            for (Instance instance : instances()) {
                for (VolumeDisk disk : instance.volumes()) {
                    assertThat(attached.put(disk.id(), instance.id()))
                            .as("a volume is one machine's")
                            .isNull();
                }
                instance.workUnit()
                        .ifPresent(work -> assertThat(paper.world.open)
                                .as("who holds a machine")
                                .containsKey(work));
                assertThat(instance.volumes().stream().map(VolumeDisk::device))
                        .as("devices")
                        .doesNotHaveDuplicates();
                instance.nics()
                        .forEach(nic -> assertThat(paper.has(Paper.claim(nic.port())))
                                .as("what a machine may have is claimed")
                                .isTrue());
            }
            for (Volume volume : paper.all(PATHS.volumes() + "/.*", Volume.class)) {
                volume.workUnit()
                        .ifPresent(work -> assertThat(paper.world.open)
                                .as("who holds a volume")
                                .containsKey(work));
                assertThat(Optional.ofNullable(attached.get(volume.id())))
                        .as("volume and machine agree")
                        .isEqualTo(volume.instance());
            }
        }

        private void atRest() {
            assertThat(paper.world.open).as("open work").isEmpty();
            assertThat(paper.paths(".*/computes/[^/]+/(next|active)_tasks/.*"))
                    .as("tasks")
                    .isEmpty();
            assertThat(paper.paths(".*/cancels/[^/]+")).as("cancel marks").isEmpty();
            List<String> nics = new ArrayList<>();
            List<String> snapshots = new ArrayList<>();
            for (Instance instance : instances()) {
                instance.nics().forEach(nic -> nics.add(Paper.claim(nic.port())));
                snapshots.addAll(instance.snapshots());
                assertThat(paper.has(PATHS.managed(instance.compute().orElseThrow(), instance.id())))
                        .isTrue();
            }
            assertThat(paper.paths("/quark/claims/.*")).as("claims").containsExactlyInAnyOrderElementsOf(nics);
            assertThat(paper.all(PATHS.snapshots() + "/.*", Snapshot.class).stream()
                            .map(Snapshot::id))
                    .as("snapshots")
                    .containsExactlyInAnyOrderElementsOf(snapshots);
            assertThat(paper.all(PATHS.images() + "/.*", Image.class))
                    .as("images")
                    .allMatch(image -> image.status() == Image.Status.READY);
            assertThat(paper.paths(".*/names/.*"))
                    .as("names")
                    .hasSize(paper.paths(PATHS.snapshots() + "/.*").size()
                            + paper.paths(PATHS.images() + "/.*").size()
                            + paper.paths(PATHS.volumes() + "/.*").size());
            everyHostAgrees();
        }

        private void everyHostAgrees() {
            for (Instance instance : instances()) {
                if (instance.status() == Instance.Status.ACTIVE) {
                    var managed = paper.world
                            .managed(instance.compute().orElseThrow(), instance.id())
                            .orElseThrow();
                    assertThat(managed.consumes())
                            .as("what it takes of its host")
                            .isEqualTo(Machines.machine(instance).consumes());
                    assertThat(managed.wanted()).as("what is wanted of it").isEqualTo(instance.powerState());
                }
            }
            for (Volume volume : paper.all(PATHS.volumes() + "/.*", Volume.class)) {
                List<String> hosts = paper.paths(PATHS.computes() + "/[^/]+/managing/" + volume.id());
                if (volume.status() == Volume.Status.AVAILABLE || volume.status() == Volume.Status.ATTACHED) {
                    assertThat(hosts)
                            .containsExactly(PATHS.managed(volume.compute().orElseThrow(), volume.id()));
                } else if (volume.status() == Volume.Status.NEW) {
                    assertThat(hosts).as("a volume that nobody knows of").isEmpty();
                }
            }
        }
    }
}
