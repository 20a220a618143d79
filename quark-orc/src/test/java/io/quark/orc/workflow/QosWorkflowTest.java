package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.MACHINE;
import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Instance;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.DeleteQosPolicy;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Segment;
import io.quark.common.model.Target;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnit.State;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork;
import io.quark.orc.cluster.HostSign;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of work on a QoS policy when it waits for hosts. */
class QosWorkflowTest {

    private static final String GOLD = Ids.derived("gold");
    private static final String NET = Ids.derived("a network");
    private static final String WORK = Ids.inShard(Ids.derived("qos work"), PATHS.shardOf(GOLD), 16);
    private static final String LATER = Ids.inShard(Ids.derived("later qos work"), PATHS.shardOf(GOLD), 16);
    private static final Target TARGET = new Target("qos_policy", GOLD, "gold");
    private static final Op RECORD = Op.createEmpty("/record");
    private static final UpdateQosPolicy UPDATE = new UpdateQosPolicy(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(List.of()), Optional.empty());

    private final FakeWorld world = new FakeWorld();
    private final Workflows workflows =
            new Workflows(new Rules(FakeWorld.RULES.grace(), Duration.ofMinutes(10), Duration.ZERO, 3), PATHS);

    QosWorkflowTest() {
        policy(2, QosPolicy.State.ACTIVE);
    }

    @Test
    void changedRulesAreRecordedAtOnceAndThenWaitForHosts() {
        world.netStep = new NetStep.Act(List.of(RECORD), await(3), List.of(), 5);

        Outcomes made = next(FakeWorld.asked(WORK, UPDATE, TARGET));

        assertThat(made.act().ops()).contains(RECORD);
        assertThat(made.active(WORK).stepsLeft()).containsExactly("hosts");
        assertThat(made.active(WORK).result()).containsEntry("revision", "3").containsEntry("qos_policy", GOLD);
    }

    @Test
    void itEndsWhenEveryHostThatIsOnlineHasTheRevision() {
        policy(3, QosPolicy.State.ACTIVE);
        carries("a", 3, Applied.State.APPLIED);
        carries("b", 4, Applied.State.APPLIED);
        carries("c", 1, Applied.State.FAILED);
        world.silent("c", Duration.ofHours(1));

        WorkUnit done = next(waiting(UPDATE, 3)).done(WORK);

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result())
                .containsEntry("hosts", "3")
                .containsEntry("applied", "2")
                .containsEntry("offline", "1");
    }

    @Test
    void aHostThatIsNotThereYetIsLookedAtAgainSoon() {
        policy(3, QosPolicy.State.ACTIVE);
        carries("a", 2, Applied.State.APPLIED);

        Decision decision = workflows.next(waiting(UPDATE, 3), world);

        assertThat(decision).isEqualTo(Decision.Wait.until(START.plus(Rules.FOLLOW)));
    }

    @Test
    void aHostOfANetworkBoundMeanwhileIsWaitedForBeforeItNamesThePolicy() {
        world.boundNetworks.put(NET, 4);
        world.applied.put(
                "a",
                new Applied(
                        Map.of(NET, new AppliedNetwork(3, Applied.State.APPLIED, Optional.empty(), START)), Map.of()));

        assertThat(workflows.next(waiting(new CreateQosPolicy(Optional.empty(), List.of()), 2), world))
                .isInstanceOf(Decision.Wait.class);
    }

    @Test
    void hostsThatCannotFailItAtOnceAndAreNamedWithTheirReasons() {
        policy(3, QosPolicy.State.ACTIVE);
        carries("a", 3, Applied.State.APPLIED);
        carries("b", 3, Applied.State.UNSUPPORTED);
        failed("c", 3, Rules.FOLLOW_ATTEMPTS);

        WorkUnit done = next(waiting(UPDATE, 3)).done(WORK);

        assertThat(done.state()).isEqualTo(State.FAILED);
        Problem problem = done.error().orElseThrow();
        assertThat(problem.detail()).contains("2 of 3 hosts", "b (unsupported", "c (failed: no qdisc)");
        assertThat(problem.errors()).extracting(Problem.Fault::pointer).containsExactly("b", "c");
        assertThat(done.result()).containsEntry("applied", "1");
    }

    @Test
    void aHostMayTryAgainBeforeItFails() {
        policy(3, QosPolicy.State.ACTIVE);
        failed("a", 3, 1);

        assertThat(workflows.next(waiting(UPDATE, 3), world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void hostsThatCannotDoNotKeepThoseFromBeingWaitedForThatMay() {
        policy(3, QosPolicy.State.ACTIVE);
        carries("a", 3, Applied.State.UNSUPPORTED);
        carries("b", 2, Applied.State.APPLIED);

        assertThat(workflows.next(waiting(UPDATE, 3), world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void afterAMinuteItFailsAndNamesAFewOfTheHosts() {
        policy(3, QosPolicy.State.ACTIVE);
        for (int i = 10; i < 30; i++) {
            world.host("h" + i);
            carries("h" + i, 2, Applied.State.APPLIED);
        }
        OpenWork work = waiting(UPDATE, 3);
        world.now = START.plus(Rules.HOSTS_FOLLOW);

        Problem problem = next(work).done(WORK).error().orElseThrow();

        assertThat(problem.detail()).contains("20 of 20 hosts", "h10 (pending)", "and 10 more");
        assertThat(problem.errors()).hasSize(10);
    }

    @Test
    void aNewerRevisionTakesItsPlace() {
        policy(4, QosPolicy.State.ACTIVE);
        carries("a", 2, Applied.State.APPLIED);

        WorkUnit done = next(waiting(UPDATE, 3)).done(WORK);

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result()).containsEntry("superseded_by", LATER);
    }

    @Test
    void onlyHostsThatWereNamedCount() {
        SyncQosPolicyRules sync =
                new SyncQosPolicyRules(Optional.empty(), Optional.empty(), List.of("a"), Optional.empty());
        carries("a", 2, Applied.State.APPLIED);
        carries("b", 1, Applied.State.APPLIED);

        WorkUnit done = next(waiting(sync, 2)).done(WORK);

        assertThat(done.state()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result()).containsEntry("hosts", "1");
    }

    @Test
    void aHostThatGotAPortIsWaitedForUntilItSaysSomethingOrTheTimeIsOver() {
        OpenWork work = waiting(new CreateQosPolicy(Optional.empty(), List.of("a")), 2);

        assertThat(workflows.next(work, world)).isInstanceOf(Decision.Wait.class);

        world.now = START.plus(Rules.HOSTS_FOLLOW);
        assertThat(next(work).done(WORK).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void aCancelGivesUpOnlyTheWaiting() {
        carries("a", 1, Applied.State.APPLIED);

        Outcomes made = next(FakeWorld.cancelled(waiting(UPDATE, 2)));

        assertThat(made.done(WORK).state()).isEqualTo(State.CANCELLED);
        assertThat(made.paths()).doesNotContain(PATHS.qosPolicy(GOLD));
    }

    @Test
    void aJobBeginsWithTheRevisionThatStands() {
        Outcomes made = next(FakeWorld.asked(WORK, new CreateQosPolicy(Optional.empty(), List.of()), TARGET));

        assertThat(made.active(WORK).result()).containsEntry("revision", "2");
    }

    @Test
    void aJobForAPolicyThatIsGoneFails() {
        world.qosPolicies.clear();

        assertThat(next(FakeWorld.asked(WORK, new CreateQosPolicy(Optional.empty(), List.of()), TARGET))
                        .done(WORK)
                        .error()
                        .map(Problem::type))
                .contains("not-found");
    }

    @Test
    void aLaterJobMakesAnOlderOneIdleThatHasNotBegun() {
        CreateQosPolicy job = new CreateQosPolicy(Optional.empty(), List.of("a"));
        OpenWork older = FakeWorld.asked(WORK, job, TARGET);
        world.open.put(WORK, older);
        world.open.put(LATER, later(new CreateQosPolicy(Optional.empty(), List.of("a", "b"))));

        assertThat(next(older).done(WORK).result()).containsEntry("superseded_by", LATER);
    }

    @Test
    void aLaterJobForOtherHostsMakesNothingIdle() {
        OpenWork older = FakeWorld.asked(WORK, new CreateQosPolicy(Optional.empty(), List.of("a")), TARGET);
        world.open.put(WORK, older);
        world.open.put(LATER, later(new CreateQosPolicy(Optional.empty(), List.of("b"))));

        assertThat(next(older).isDone(WORK)).isFalse();
    }

    @Test
    void whatChangesRulesIsNeverIdle() {
        world.netStep = new NetStep.Act(List.of(RECORD), await(3), List.of(), 5);
        OpenWork older = FakeWorld.asked(WORK, UPDATE, TARGET);
        world.open.put(WORK, older);
        world.open.put(LATER, later(UPDATE));

        assertThat(next(older).act().ops()).contains(RECORD);
    }

    @Test
    void aDeletionWaitsUntilNoHostCarriesThePolicy() {
        policy(2, QosPolicy.State.DELETING);
        carries("a", 2, Applied.State.APPLIED);
        OpenWork work = deleting();

        assertThat(workflows.next(work, world)).isInstanceOf(Decision.Wait.class);

        world.applied.clear();
        world.netStep = new NetStep.Act(List.of(RECORD), new Next.End(Map.of()), List.of(), 5);
        Outcomes made = next(work);
        assertThat(made.act().ops()).contains(RECORD);
        assertThat(made.done(WORK).state()).isEqualTo(State.SUCCEEDED);
        assertThat(world.lastHosts).contains(NetWork.Hosts.APPLIED);
    }

    @Test
    void aDeletionThatAHostHoldsWhichIsOfflineSaysSoOnce() {
        policy(2, QosPolicy.State.DELETING);
        carries("a", 2, Applied.State.APPLIED);
        world.silent("a", Duration.ofHours(1));
        world.now = START.plus(Duration.ofHours(2));

        WorkUnit said = next(deleting()).active(WORK);

        assertThat(said.stepsLeft()).containsExactly("hosts");
        assertThat(said.explain().flatMap(WorkUnit.Explanation::chosen))
                .hasValueSatisfying(why -> assertThat(why).contains("offline", "a"));
        assertThat(workflows.next(new OpenWork(said, true, 1, false), world)).isInstanceOf(Decision.Wait.class);
    }

    @Test
    void aDeletionThatOnlyWaitsCanBeTakenBack() {
        policy(2, QosPolicy.State.DELETING);
        carries("a", 2, Applied.State.APPLIED);
        world.netStep = new NetStep.Refused(
                Problem.of("host-failed", "No", 502, "it stays", "ask again"), List.of(RECORD), List.of(), false);

        Outcomes made = next(FakeWorld.cancelled(deleting()));

        assertThat(world.lastHosts).contains(NetWork.Hosts.FAILED);
        assertThat(made.act().ops()).contains(RECORD);
        assertThat(made.done(WORK).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aNetworkThatIsBoundToAPolicyBeginsAJobInTheSameStep() {
        world.netStep = new NetStep.Act(
                List.of(RECORD),
                new Next.End(Map.of("network", NET)),
                List.of(),
                Optional.of(new NetStep.HostsJob(GOLD)),
                5);

        Outcomes made = next(FakeWorld.asked(
                WORK,
                new UpdateNetwork(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(GOLD),
                        Optional.empty(),
                        Optional.empty()),
                new Target("network", NET, "net")));

        WorkUnit done = made.done(WORK);
        String job = done.result().get("qos_work_unit");
        assertThat(done.result()).containsEntry("network", NET);
        assertThat(made.paths()).contains(PATHS.nextWorkUnit(job));
        assertThat(PATHS.shardOf(job)).isEqualTo(PATHS.shardOf(GOLD));
        WorkUnit begun = made.asked(job);
        assertThat(begun.kind()).isEqualTo("create_qos_policy");
        assertThat(begun.target()).isEqualTo(TARGET);
        assertThat(begun.request()).contains(new CreateQosPolicy(Optional.empty(), List.of()));
    }

    @Test
    void theHostOfAPortThatIsBoundIsNamedToTheJob() {
        world.instances.put(MACHINE, new Seen<>(FakeWorld.instance("b", Instance.Status.ACTIVE, Optional.empty()), 5));
        Nic nic = new Nic(
                Ids.derived("a port"),
                new Nic.NicNetwork(NET, "net", "bridge", Segment.FLAT, 1500),
                "52:54:00:00:00:01",
                List.of(),
                Optional.of(GOLD),
                List.of());
        world.netStep = new NetStep.Act(
                List.of(RECORD),
                new Next.End(Map.of()),
                List.of(new NetStep.ChangedNic(MACHINE, nic)),
                Optional.of(new NetStep.HostsJob(GOLD)),
                5);

        Outcomes made = next(FakeWorld.asked(WORK, UPDATE, TARGET));

        WorkUnit begun = made.asked(made.done(WORK).result().get("qos_work_unit"));
        assertThat(begun.request()).contains(new CreateQosPolicy(Optional.empty(), List.of("b")));
    }

    private Outcomes next(OpenWork work) {
        return Outcomes.of(workflows.next(work, world));
    }

    private static Next.AwaitHosts await(int revision) {
        return new Next.AwaitHosts(GOLD, revision, Map.of("qos_policy", GOLD));
    }

    private static OpenWork later(WorkRequest request) {
        return new OpenWork(
                WorkUnit.accepted(LATER, "acme", TARGET, request, Optional.empty(), START), false, 0, false);
    }

    /** The work unit as it is when its change is recorded. */
    private static OpenWork waiting(WorkRequest request, int revision) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("qos_policy", GOLD);
        result.put("revision", Integer.toString(revision));
        WorkUnit unit = FakeWorld.asked(WORK, request, TARGET)
                .unit()
                .change()
                .running(START)
                .result(result)
                .steps(List.of(), List.of("hosts"))
                .build();
        return new OpenWork(unit, true, 1, false);
    }

    private static OpenWork deleting() {
        WorkUnit unit = FakeWorld.asked(WORK, new DeleteQosPolicy(), TARGET)
                .unit()
                .change()
                .running(START)
                .steps(List.of(), List.of("hosts"))
                .build();
        return new OpenWork(unit, true, 1, false);
    }

    private void policy(int revision, QosPolicy.State state) {
        world.qosPolicies.put(
                GOLD,
                new Seen<>(
                        new QosPolicy(GOLD, "gold", "acme", "", false, List.of(), revision, state, START, LATER),
                        revision));
    }

    private void carries(String host, int revision, Applied.State state) {
        says(host, revision, state, 1, Optional.empty());
    }

    private void failed(String host, int revision, int attempts) {
        says(host, revision, Applied.State.FAILED, attempts, Optional.of("no qdisc"));
    }

    private void says(String host, int revision, Applied.State state, int attempts, Optional<String> error) {
        world.signs.putIfAbsent(host, new HostSign(true, Optional.empty()));
        AppliedPolicy policy = new AppliedPolicy(
                revision, state, 1, TrafficLimits.NONE, error, List.of(), attempts, Optional.empty(), START);
        world.applied.put(host, new Applied(Map.of(), Map.of(GOLD, policy)));
    }
}
