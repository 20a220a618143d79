package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.compute.task.TakingRules.Epoch;
import io.quark.compute.task.TakingRules.HostState;
import io.quark.compute.testing.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TakingRulesTest {

    private static final int SHARD = 3;
    private static final long ZXID = 100;
    private static final Machine MACHINE = Machines.small(Ids.fresh());
    private static final Resources ROOM = new Resources(256, 1, 0, 0);

    @Test
    void buildThatFitsExactlyIsTaken() {
        assertThat(judge(build(MACHINE, 1), host())).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void buildThatDoesNotFitIsDeclinedWithTheNumbers() {
        HostState full = new HostState(new Resources(255, 1, 0, 0), Map.of(), Set.of(), Set.of(), places(1, 1));

        assertDeclined(judge(build(MACHINE, 1), full), "no-capacity", "255 MiB");
    }

    @Test
    void buildWaitsForAPlaceButIsDeclinedBeforeItWaits() {
        HostState busy = new HostState(ROOM, Map.of(), Set.of(), Set.of(), places(0, 1));
        HostState busyAndFull = new HostState(Resources.NONE, Map.of(), Set.of(), Set.of(), places(0, 1));

        assertThat(judge(build(MACHINE, 1), busy)).isInstanceOf(Verdict.Later.class);
        assertDeclined(judge(build(MACHINE, 1), busyAndFull), "no-capacity", "needs");
    }

    @Test
    void machineThatIsHereOrIsBeingBuiltIsNotBuiltAgain() {
        HostState managed = new HostState(ROOM, Map.of(), Set.of(MACHINE.instance()), Set.of(), places(1, 1));
        HostState building = new HostState(ROOM, Map.of(), Set.of(), Set.of(MACHINE.instance()), places(1, 1));

        assertDeclined(judge(build(MACHINE, 1), managed), "already-here", MACHINE.instance());
        assertDeclined(judge(build(MACHINE, 1), building), "already-here", MACHINE.instance());
    }

    @Test
    void taskOfADeposedLeaderIsDeclined() {
        assertDeclined(judge(build(MACHINE, 4), seen(5, ZXID - 1)), "stale-epoch", "epoch 4 of shard 3");
    }

    @Test
    void taskOfAnOlderEpochThatWasPlacedBeforeTheNewLeaderCameIsInOrder() {
        assertThat(judge(build(MACHINE, 4), seen(5, ZXID + 1))).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void taskOfTheSameOrANewerEpochIsInOrder() {
        assertThat(judge(build(MACHINE, 5), seen(5, ZXID - 1))).isInstanceOf(Verdict.Take.class);
        assertThat(judge(build(MACHINE, 6), seen(5, ZXID - 1))).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void epochsOfOtherShardsDoNotMatter() {
        HostState other = new HostState(ROOM, Map.of(SHARD + 1, new Epoch(9, 1)), Set.of(), Set.of(), places(1, 1));

        assertThat(judge(build(MACHINE, 4), other)).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void taskUnderAnotherNameIsDeclined() {
        assertDeclined(
                TakingRules.judge(Ids.fresh(), ZXID, build(MACHINE, 1), host(), HostChanges.NONE),
                "malformed-task",
                "whose it is");
    }

    @Test
    void instanceThatIsNoIdIsDeclined() {
        Task task = task(TaskKind.DELETE, "../../etc", Optional.empty(), 1);

        assertDeclined(judge(task, host()), "malformed-task", "whose it is");
    }

    @Test
    void buildOfNoMachineOrAnotherOneIsDeclined() {
        assertDeclined(
                judge(task(TaskKind.BUILD, MACHINE.instance(), Optional.empty(), 1), host()),
                "malformed-task",
                "no machine");
        assertDeclined(
                judge(task(TaskKind.BUILD, Ids.fresh(), Optional.of(MACHINE), 1), host()),
                "malformed-task",
                "another one");
    }

    @Test
    void machineThatCannotBeHandedToAHypervisorIsDeclinedWithAllThatIsWrong() {
        ImageFile trap =
                new ImageFile(ImageFile.Role.DISK, "vmdk", 0, "../../../etc/passwd", "/images/disk", Optional.empty());
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(trap), List.of());

        assertThat(judge(build(machine, 1), host())).isInstanceOfSatisfying(Verdict.Decline.class, decline -> {
            assertThat(decline.why().type()).contains("bad-machine");
            assertThat(decline.why().errors()).hasSize(3);
        });
    }

    @Test
    void deleteNeedsNoRoomButAPlace() {
        Task delete = task(TaskKind.DELETE, Ids.fresh(), Optional.empty(), 1);

        assertThat(judge(delete, new HostState(Resources.NONE, Map.of(), Set.of(), Set.of(), places(0, 1))))
                .isInstanceOf(Verdict.Take.class);
        assertThat(judge(delete, new HostState(ROOM, Map.of(), Set.of(), Set.of(), places(1, 0))))
                .isInstanceOf(Verdict.Later.class);
    }

    @Test
    void deleteThatOvertakesABuildWaitsForNoPlace() {
        Task delete = task(TaskKind.DELETE, MACHINE.instance(), Optional.empty(), 1);
        HostState building =
                new HostState(Resources.NONE, Map.of(), Set.of(), Set.of(MACHINE.instance()), places(0, 0));

        assertThat(judge(delete, building)).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void updateNeedsNoRoomAndIsNotAskedWhetherItsMachineIsHere() {
        assertThat(judge(update(MACHINE), new HostState(Resources.NONE, Map.of(), Set.of(), Set.of(), updates(1))))
                .isInstanceOf(Verdict.Take.class);
        assertThat(judge(update(MACHINE), new HostState(ROOM, Map.of(), Set.of(), Set.of(), updates(0))))
                .isInstanceOf(Verdict.Later.class);
    }

    @Test
    void updateOfNoMachineOrOfWrongInterfacesIsDeclined() {
        assertDeclined(
                judge(
                        task(TaskKind.UPDATE_NICS, MACHINE.instance(), Optional.empty(), 1),
                        new HostState(ROOM, Map.of(), Set.of(), Set.of(), updates(1))),
                "malformed-task",
                "no machine");
        Machine wrong = Machines.with(MACHINE, Machines.with(Machines.nic(1), "10.0.0.1 }; flush ruleset"));
        assertDeclined(
                judge(update(wrong), new HostState(ROOM, Map.of(), Set.of(), Set.of(), updates(1))),
                "bad-machine",
                "not an address");
    }

    @Test
    void changeMustNameWhatItsKindNeeds() {
        ScriptedChange change = new ScriptedChange(plan -> plan);
        change.needs = Needs.MACHINE.and(TaskDetail.Power.class);
        Task whole = change(Optional.of(MACHINE), Optional.of(new TaskDetail.Power(true, 0)), Resources.NONE);

        assertThat(judge(whole, change, places(TaskKind.RESIZE, 1))).isInstanceOf(Verdict.Take.class);
        assertDeclined(
                judge(change(Optional.empty(), whole.detail(), Resources.NONE), change, Map.of()),
                "malformed-task",
                "no machine");
        assertDeclined(
                judge(change(whole.machine(), Optional.empty(), Resources.NONE), change, Map.of()),
                "malformed-task",
                "not say all");
        assertDeclined(
                judge(
                        change(whole.machine(), Optional.of(new TaskDetail.Cancel("x")), Resources.NONE),
                        change,
                        Map.of()),
                "malformed-task",
                "not say all");
    }

    @Test
    void machineOfAChangeIsLookedAtAsThatOfABuild() {
        ScriptedChange change = new ScriptedChange(plan -> plan);
        Machine wrong = Machines.with(MACHINE, Machines.with(Machines.nic(1), "10.0.0.1 }; flush ruleset"));

        assertDeclined(
                judge(change(Optional.of(wrong), Optional.empty(), Resources.NONE), change, Map.of()),
                "bad-machine",
                "not an address");
    }

    @Test
    void changeWaitsForAPlaceUnlessItsKindNeedsNone() {
        ScriptedChange change = new ScriptedChange(plan -> plan);
        Task task = change(Optional.empty(), Optional.empty(), Resources.NONE);

        assertThat(judge(task, change, places(TaskKind.RESIZE, 0))).isInstanceOf(Verdict.Later.class);
        change.needs = Needs.HERE.anyNumber();
        assertThat(judge(task, change, places(TaskKind.RESIZE, 0))).isInstanceOf(Verdict.Take.class);
    }

    @Test
    void changeThatTakesMoreThanThereIsIsDeclinedAndOneThatTakesNothingNever() {
        ScriptedChange change = new ScriptedChange(plan -> plan);
        Resources more = new Resources(1, 0, 0, 0);
        HostState overfull =
                new HostState(new Resources(-5, -1, 0, 0), Map.of(), Set.of(), Set.of(), places(TaskKind.RESIZE, 1));

        assertDeclined(
                judge(change(Optional.empty(), Optional.empty(), more), change, overfull), "no-capacity", "1 MiB");
        assertThat(judge(change(Optional.empty(), Optional.empty(), Resources.NONE), change, overfull))
                .isInstanceOf(Verdict.Take.class);
    }

    @Test
    void cancelNeedsNoPlaceButMustNameATask() {
        Task cancel = Task.placed(
                Ids.fresh(),
                TaskKind.CANCEL,
                Ids.fresh(),
                MACHINE.instance(),
                SHARD,
                1,
                1,
                Resources.NONE,
                Optional.empty(),
                Optional.of(new TaskDetail.Cancel(Ids.fresh())));

        assertThat(judge(cancel, new HostState(Resources.NONE, Map.of(), Set.of(), Set.of(), Map.of())))
                .isInstanceOf(Verdict.Take.class);
        assertDeclined(
                judge(task(TaskKind.CANCEL, MACHINE.instance(), Optional.empty(), 1), host()),
                "malformed-task",
                "names no task");
    }

    @Test
    void kindThatThisComputeDoesNotKnowIsDeclined() {
        assertDeclined(
                judge(change(Optional.empty(), Optional.empty(), Resources.NONE), host()), "unknown-task", "resize");
    }

    private static Map<TaskKind, Integer> places(TaskKind kind, int places) {
        return Map.of(kind, places);
    }

    private static Verdict judge(Task task, HostChange change, Map<TaskKind, Integer> places) {
        return judge(task, change, new HostState(ROOM, Map.of(), Set.of(), Set.of(), places));
    }

    private static Verdict judge(Task task, HostChange change, HostState host) {
        return TakingRules.judge(task.id(), ZXID, task, host, new HostChanges(Map.of(TaskKind.RESIZE, change)));
    }

    private static Task change(Optional<Machine> machine, Optional<TaskDetail> detail, Resources consumes) {
        return Task.placed(
                Ids.fresh(), TaskKind.RESIZE, Ids.fresh(), MACHINE.instance(), SHARD, 1, 1, consumes, machine, detail);
    }

    private static Task update(Machine machine) {
        return task(TaskKind.UPDATE_NICS, machine.instance(), Optional.of(machine), 1);
    }

    private static Map<TaskKind, Integer> updates(int places) {
        return Map.of(TaskKind.UPDATE_NICS, places);
    }

    private static HostState host() {
        return new HostState(ROOM, Map.of(), Set.of(), Set.of(), places(1, 1));
    }

    private static HostState seen(long epoch, long zxid) {
        return new HostState(ROOM, Map.of(SHARD, new Epoch(epoch, zxid)), Set.of(), Set.of(), places(1, 1));
    }

    private static Map<TaskKind, Integer> places(int builds, int deletes) {
        return Map.of(TaskKind.BUILD, builds, TaskKind.DELETE, deletes);
    }

    private static Verdict judge(Task task, HostState host) {
        return TakingRules.judge(task.id(), ZXID, task, host, HostChanges.NONE);
    }

    private static void assertDeclined(Verdict verdict, String type, String detail) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Decline.class, decline -> {
            assertThat(decline.why().type()).contains(type);
            assertThat(decline.why().detail()).contains(detail);
            assertThat(decline.why().hint()).isPresent();
        });
    }

    private static Task build(Machine machine, long epoch) {
        return task(TaskKind.BUILD, machine.instance(), Optional.of(machine), epoch);
    }

    private static Task task(TaskKind kind, String instance, Optional<Machine> machine, long epoch) {
        return Task.placed(
                Ids.fresh(),
                kind,
                Ids.fresh(),
                instance,
                SHARD,
                epoch,
                1,
                machine.map(Machine::consumes).orElse(Resources.NONE),
                machine);
    }
}
