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
import io.quark.orc.schedule.ScheduleAnswer;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import io.quark.orc.schedule.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** No host is ever promised more bandwidth than its network carries, through any history of builds, failures and deletions. */
class BandwidthPropertiesTest {

    private static final Paths PATHS = new Paths("/quark", 16);
    private static final long CARRIES = 1_000;

    /** How far a machine has come. */
    private enum Stage {
        PROPOSED,
        WAITING,
        STANDS
    }

    private record Machine(String host, Resources consumes, Stage stage, Task task) {}

    private final TreeChanges tree = new TreeChanges();
    private final ClusterIndex cluster = new ClusterIndex(PATHS, new Records(() -> {}));
    private final Map<String, Machine> machines = new LinkedHashMap<>();

    @Property(tries = 100)
    void bandwidthIsNeverPromisedTwice(@ForAll long seed) {
        BandwidthPropertiesTest history = new BandwidthPropertiesTest();
        Random random = new Random(seed);
        List.of("a", "b", "c").forEach(history::host);
        for (int step = 0; step < 150; step++) {
            if (random.nextInt(3) == 0 || history.machines.isEmpty()) {
                history.ask("m" + step, random.nextLong(0, 400));
            } else {
                List<String> names = new ArrayList<>(history.machines.keySet());
                history.goOn(names.get(random.nextInt(names.size())), random);
            }
            List.of("a", "b", "c")
                    .forEach(host -> assertThat(history.promised(host)).isLessThanOrEqualTo(CARRIES));
        }
    }

    private void ask(String name, long kbps) {
        Resources consumes = new Resources(1, 0, 0, kbps);
        ScheduleAnswer answer = Scheduler.place(
                new PlacementRequest(
                        consumes, List.of(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty()),
                cluster.table());
        if (answer instanceof Placement placement) {
            String workUnit = Ids.derived(name);
            Task task = Task.placed(
                    Ids.derived("task", name),
                    TaskKind.BUILD,
                    workUnit,
                    name,
                    PATHS.shardOf(workUnit),
                    1,
                    1,
                    consumes,
                    Optional.empty());
            cluster.reserve(new Reservation(placement.host(), consumes));
            machines.put(name, new Machine(placement.host(), consumes, Stage.PROPOSED, task));
        } else {
            assertThat(((NoPlace) answer).explanation().removed()).containsOnlyKeys("bandwidth");
            assertThat(List.of("a", "b", "c")).allMatch(host -> promised(host) + kbps > CARRIES);
        }
    }

    private void goOn(String name, Random random) {
        Machine was = machines.remove(name);
        Task task = was.task();
        switch (was.stage()) {
            case PROPOSED -> {
                if (random.nextInt(4) > 0) {
                    apply(tree.put(PATHS.nextTask(was.host(), task.id()), task));
                    machines.put(name, new Machine(was.host(), was.consumes(), Stage.WAITING, task));
                }
                cluster.release(new Reservation(was.host(), was.consumes()));
            }
            case WAITING -> {
                apply(tree.remove(PATHS.nextTask(was.host(), task.id())));
                if (random.nextInt(4) > 0) {
                    Task ended = task.ended(TaskEnd.of(TaskEnd.State.SUCCEEDED, TreeChanges.NOW, Optional.empty()));
                    apply(tree.put(PATHS.activeTask(was.host(), task.id()), ended));
                    apply(tree.put(
                            PATHS.managed(was.host(), name),
                            Managed.running("sim", "m", TreeChanges.NOW, was.consumes(), task.id())));
                    machines.put(name, new Machine(was.host(), was.consumes(), Stage.STANDS, task));
                }
            }
            case STANDS -> {
                apply(tree.remove(PATHS.managed(was.host(), name)));
                apply(tree.remove(PATHS.activeTask(was.host(), task.id())));
            }
        }
    }

    private long promised(String host) {
        return machines.values().stream()
                .filter(machine -> machine.host().equals(host))
                .mapToLong(machine -> machine.consumes().bandwidth())
                .sum();
    }

    private void host(String name) {
        apply(tree.put(
                PATHS.self(name),
                new ComputeSelf(
                        name,
                        1_000_000,
                        8,
                        1_000_000,
                        ComputeSelf.NetworkFacts.of(CARRIES),
                        Map.of(),
                        Optional.empty(),
                        new ComputeSelf.HypervisorFacts("sim", "sim:///", "x86_64"),
                        ComputeSelf.READY,
                        Map.of(),
                        new ComputeSelf.Ratios(2, 4, 1),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
        apply(tree.empty(PATHS.nextTasks(name)));
        apply(tree.put(PATHS.alive(name), new Alive("b", "m", 1, TreeChanges.NOW)));
    }

    private void apply(Change change) {
        cluster.apply(change, TreeChanges.NOW, workUnit -> {});
    }
}
