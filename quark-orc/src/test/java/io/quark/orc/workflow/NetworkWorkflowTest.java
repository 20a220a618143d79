package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.RULES;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.NetRequest.AddAddress;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.Segment;
import io.quark.common.model.Target;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit.State;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork;
import io.quark.orc.cluster.SeenTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a work unit when quark-net has said what is to be done. */
class NetworkWorkflowTest {

    private static final String WORK = Ids.inShard(Ids.derived("net work"), PATHS.shardOf(MACHINE), 16);
    private static final String PORT = Ids.derived("a port");
    private static final Target TARGET = new Target("port", PORT, "eth0");
    private static final Op CLAIM = Op.createEmpty("/claim");

    private final FakeWorld world = new FakeWorld();
    private final Workflows workflows = new Workflows(RULES, PATHS);

    @Test
    void whatIsDoneInOneStepEndsWithItsResultInTheSameTransaction() {
        world.netStep = act(new Next.End(Map.of("port", PORT)));

        Outcomes made = next(asked());

        assertThat(made.act().ops()).contains(CLAIM);
        assertThat(made.act().proposal()).contains(5L);
        assertThat(made.done(WORK).state()).isEqualTo(State.SUCCEEDED);
        assertThat(made.done(WORK).result()).containsEntry("port", PORT);
    }

    @Test
    void whatTakesSeveralStepsStaysActiveAndIsWrittenOnce() {
        world.netStep = act(new Next.More("make_ports"));

        Outcomes first = next(asked());
        OpenWork driven = new OpenWork(first.active(WORK), true, 0, false);
        Outcomes second = next(driven);

        assertThat(first.active(WORK).state()).isEqualTo(State.RUNNING);
        assertThat(first.active(WORK).stepsLeft()).containsExactly("make_ports");
        assertThat(second.act().ops()).containsExactly(CLAIM, Op.check(PATHS.activeWorkUnit(WORK), 0));
    }

    @Test
    void theFurtherPartsOfALargeRequestGoWithItsEnd() {
        world.netStep = act(new Next.End(Map.of()));

        Outcomes made = next(FakeWorld.asked(WORK, new CreatePorts(List.of(), 2), TARGET));

        assertThat(made.deletes(PATHS.requestPart(WORK, 1))).isTrue();
        assertThat(made.deletes(PATHS.requestPart(WORK, 2))).isTrue();
        assertThat(made.deletes(PATHS.request(WORK))).isTrue();
    }

    @Test
    void aRefusalFailsTheWorkUnitAndTakesBackWhatWasDone() {
        world.netStep = new NetStep.Refused(full(), List.of(CLAIM), List.of(), false);

        Outcomes failed = next(asked());

        assertThat(failed.act().ops()).contains(CLAIM);
        assertThat(failed.done(WORK).error()).contains(full());
    }

    @Test
    void aRefusalThatMayVanishIsAskedForAgain() {
        world.netStep = new NetStep.Refused(full(), List.of(), List.of(), true);

        assertThat(workflows.next(asked(), world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void theRecordAndTheHostOfARunningMachineAreToldInTheSameTransaction() {
        active();
        world.netStep = tell();

        Outcomes told = next(asked());

        assertThat(told.instance(MACHINE).nics()).containsExactly(nic("10.0.0.5", "10.0.0.6"));
        assertThat(told.act().placements()).hasSize(1);
        assertThat(told.paths()).contains(PATHS.nextTask("a", taskId()));
        assertThat(told.active(WORK).stepsLeft()).containsExactly("update_hosts");
    }

    @Test
    void whileTheMachineIsBuiltOrDeletedItsInterfacesWait() {
        world.instances.put(
                MACHINE, new Seen<>(FakeWorld.instance("a", Instance.Status.BUILDING, Optional.of("other")), 5));
        world.netStep = tell();

        assertThat(workflows.next(asked(), world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void itGoesOnWhenTheHostHasDoneIt() {
        active();
        OpenWork told = told();
        SeenTask task = FakeWorld.ended(task(true), TaskEnd.State.SUCCEEDED);
        world.added(task);
        world.netStep = act(new Next.End(Map.of()));

        Outcomes done = next(told);

        assertThat(world.lastHosts).contains(NetWork.Hosts.APPLIED);
        assertThat(done.deletes(task.path())).isTrue();
        assertThat(done.done(WORK).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whatTheHostCouldNotDoIsChangedBackAndSaysWhy() {
        active();
        OpenWork told = told();
        world.added(FakeWorld.ended(task(true), TaskEnd.State.FAILED));
        world.netStep =
                new NetStep.Refused(full(), List.of(CLAIM), List.of(new ChangedNic(MACHINE, nic("10.0.0.5"))), false);

        Outcomes failed = next(told);

        assertThat(world.lastHosts).contains(NetWork.Hosts.FAILED);
        assertThat(failed.instance(MACHINE).nics()).containsExactly(nic("10.0.0.5"));
        assertThat(failed.done(WORK).error().orElseThrow().detail()).contains("the disk is full");
    }

    @Test
    void aHostThatIsAliveIsWaitedFor() {
        active();
        OpenWork told = told();
        world.added(task(true));

        assertThat(workflows.next(told, world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void aTaskThatASilentHostNeverTookIsWithdrawn() {
        active();
        OpenWork told = told();
        SeenTask task = world.added(task(false));
        world.silent("a", Duration.ofSeconds(31));
        world.netStep = new NetStep.Refused(full(), List.of(CLAIM), List.of(), false);

        Outcomes failed = next(told);

        assertThat(failed.deletes(task.path())).isTrue();
        assertThat(world.lastHosts).contains(NetWork.Hosts.FAILED);
    }

    @Test
    void whatASilentHostMayHaveDoneStaysRecorded() {
        active();
        OpenWork told = told();
        SeenTask task = world.added(task(true));
        world.silent("a", Duration.ofSeconds(700));
        world.now = START.plusSeconds(700);

        Outcomes failed = next(told);

        assertThat(failed.deletes(task.path())).isFalse();
        assertThat(failed.done(WORK).error().orElseThrow().type()).isEqualTo("host-silent");
    }

    private OpenWork told() {
        world.netStep = tell();
        return new OpenWork(next(asked()).active(WORK), true, 0, false);
    }

    private void active() {
        Instance machine = FakeWorld.instance("a", Instance.Status.ACTIVE, Optional.empty())
                .change()
                .wanted()
                .nics(List.of(nic("10.0.0.5")))
                .build();
        world.instances.put(MACHINE, new Seen<>(machine, 5));
    }

    private static NetStep tell() {
        ChangedNic changed = new ChangedNic(MACHINE, nic("10.0.0.5", "10.0.0.6"));
        return new NetStep.Act(List.of(CLAIM), new Next.TellHosts(), List.of(changed), 5);
    }

    private static NetStep act(Next next) {
        return new NetStep.Act(List.of(CLAIM), next, List.of(), 5);
    }

    private SeenTask task(boolean taken) {
        return world.task(WORK, TaskKind.UPDATE_NICS, "a", 1, taken, false);
    }

    private static String taskId() {
        return Ids.derived(WORK, TaskKind.UPDATE_NICS.text(), MACHINE);
    }

    private static Nic nic(String... ips) {
        List<Nic.NicAddress> addresses = java.util.Arrays.stream(ips)
                .map(ip -> new Nic.NicAddress(ip, 24, "s", Optional.empty(), List.of(), List.of(), false))
                .toList();
        Nic.NicNetwork network = new Nic.NicNetwork("n", "web", "bridge", Segment.FLAT, 1500);
        return new Nic(PORT, network, "52:54:00:00:00:01", addresses, Optional.empty(), List.of());
    }

    private static Problem full() {
        return Problem.of("subnet-exhausted", "No address left", 409, "it is full", "add a subnet");
    }

    private static OpenWork asked() {
        WorkRequest request = new AddAddress("n", new AddressSpec(Optional.empty(), Optional.empty()));
        return FakeWorld.asked(WORK, request, TARGET);
    }

    private Outcomes next(OpenWork work) {
        return Outcomes.of(workflows.next(work, world));
    }
}
