package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.BUILD;
import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceBuilder;
import io.quark.common.model.MachineRequest.Evacuate;
import io.quark.common.model.Target;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EvacuateWorkflowTest {

    private static final String MOVE = Ids.inShard(Ids.derived("an evacuation"), PATHS.shardOf(BUILD), 16);
    private static final Duration LONG_AGO = Duration.ofSeconds(60);

    /** No host takes machines from others: that is not needed here. */
    private final FakeWorld world = new FakeWorld().receiving("a").silent("a", LONG_AGO);

    private final Workflow evacuate = new EvacuateWorkflow(RULES, PATHS);

    @Test
    void anotherHostIsAskedToMakeTheMachine() {
        on("a");

        Outcomes asked = Outcomes.of(evacuate.next(asked(true), world));

        assertThat(asked.host()).isIn("b", "c");
        assertThat(asked.placed().detail()).contains(new TaskDetail.Receive("a", false, true, true));
        assertThat(asked.instance(MACHINE).compute()).contains("a");
    }

    @Test
    void withoutTheWordThatItIsFencedNothingIsDone() {
        on("a");

        Outcomes refused = Outcomes.of(evacuate.next(asked(false), world));

        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("could run twice");
    }

    @Test
    void aHostThatGivesSignsOfLifeKeepsItsMachines() {
        on("b");

        Outcomes refused = Outcomes.of(evacuate.next(asked(true), world));

        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("signs of life");
    }

    @Test
    void aHostThatHasJustFallenSilentIsWaitedFor() {
        on("a");
        world.silent("a", Duration.ofSeconds(10));

        assertThat(evacuate.next(asked(true), world)).isEqualTo(Decision.Wait.until(START.plusSeconds(20)));
    }

    @Test
    void snapshotsThatLieOnTheDeadHostKeepTheMachineThere() {
        world.instances.put(
                MACHINE,
                new Seen<>(running("a").snapshots(List.of(Ids.derived("s"))).build(), 5));

        Outcomes refused = Outcomes.of(evacuate.next(asked(true), world));

        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("its snapshots", "would be lost");
    }

    @Test
    void whatCannotBeMadeAnewGoesWhereItIsSharedAndItsPoolsAre() {
        VolumeDisk disk = new VolumeDisk(Ids.derived("data"), 300, "fast", "vdc");
        world.instances.put(
                MACHINE, new Seen<>(running("a").volumes(List.of(disk)).build(), 5));
        world.sharing("nfs", "a", "c").pools("b", "fast").pools("c", "fast");

        assertThat(Outcomes.of(evacuate.next(asked(true), world)).host()).isEqualTo("c");

        world.pools("c");
        Outcomes refused = Outcomes.of(evacuate.next(asked(true), world));
        assertThat(refused.done(MOVE).error().orElseThrow().detail()).contains("volumes lie in (fast)", "nfs");
    }

    @Test
    void whenEverythingIsReadyTheMachineIsTheOtherHostsAndTheDeadOneHasItNoMore() {
        OpenWork work = placed("b");
        SeenTask receive = world.added(task("b", true));
        world.managed.add("a/" + MACHINE);

        Outcomes over = Outcomes.of(evacuate.next(work, world));

        assertThat(over.instance(MACHINE).compute()).contains("b");
        assertThat(over.deletes(PATHS.managed("a", MACHINE))).isTrue();
        assertThat(over.takesBack(receive)).isFalse();
    }

    @Test
    void onSharedStorageVolumesAndSnapshotsStayItsOwnAndTheDeadHostHasNoneOfThem() {
        world.sharing("nfs", "a", "b", "c").silent("a", LONG_AGO);
        VolumeDisk disk = new VolumeDisk(Ids.derived("data"), 300, "", "vdc");
        on("a", instance -> instance.volumes(List.of(disk)).snapshots(List.of(Ids.derived("s"))));
        assertThat(Outcomes.of(evacuate.next(asked(true), world)).placed().detail())
                .contains(new TaskDetail.Receive("a", false, false, true));

        OpenWork work = placed("b");
        on("a", instance -> instance.volumes(List.of(disk)).workUnit(Optional.of(MOVE)));
        world.added(task("b", true));
        world.managed.add("a/" + MACHINE);
        world.managed.add("a/" + disk.id());
        world.volumes.put(disk.id(), new Seen<>(FakeWorld.attached(disk, "a"), 7));
        Outcomes over = Outcomes.of(evacuate.next(work, world));

        assertThat(over.deletes(PATHS.managed("a", disk.id()))).isTrue();
        assertThat(over.act().ops()).contains(Op.set(PATHS.volume(disk.id()), FakeWorld.attached(disk, "b"), 7));
    }

    @Test
    void aHostThatReturnsBeforeThatKeepsItsMachine() {
        OpenWork work = placed("b");
        SeenTask receive = world.added(task("b", true));
        world.host("a");

        Outcomes undone = Outcomes.of(evacuate.next(work, world));

        assertThat(undone.done(MOVE).state()).isEqualTo(WorkUnit.State.FAILED);
        assertThat(undone.takesBack(receive)).isTrue();
        assertThat(undone.instance(MACHINE).compute()).contains("a");
    }

    @Test
    void whenItRunsThereTheWorkIsDone() {
        OpenWork work = placed("b");
        on("b", instance -> instance.workUnit(Optional.of(MOVE)));
        world.added(FakeWorld.ended(task("b", true), State.SUCCEEDED));

        WorkUnit done = Outcomes.of(evacuate.next(work, world)).done(MOVE);

        assertThat(done.state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(done.result()).containsEntry("compute", "b");
    }

    private void on(String host) {
        on(host, instance -> instance);
    }

    private void on(String host, UnaryOperator<InstanceBuilder> how) {
        world.instances.put(MACHINE, new Seen<>(how.apply(running(host)).build(), 5));
    }

    private static InstanceBuilder running(String host) {
        return FakeWorld.instance(host, Instance.Status.ACTIVE, Optional.empty())
                .change();
    }

    private static OpenWork asked(boolean fenced) {
        return FakeWorld.asked(MOVE, new Evacuate(Optional.empty(), fenced), new Target("instance", MACHINE, "web-1"));
    }

    private OpenWork placed(String host) {
        on("a", instance -> instance.workUnit(Optional.of(MOVE)));
        WorkUnit unit = asked(true)
                .unit()
                .change()
                .running(START)
                .attempts(1)
                .placement(Optional.of(new WorkUnit.Placement(host, Machines.taskId(MOVE, 1, TaskKind.RECEIVE))))
                .steps(List.of(), Steps.ofEvacuation(true))
                .build();
        return new OpenWork(unit, true, 4, false);
    }

    private SeenTask task(String host, boolean starting) {
        return world.task(MOVE, TaskKind.RECEIVE, host, 1, true, starting);
    }
}
