package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.Direction;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.DeleteQosPolicy;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.Place;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnit.State;
import io.quark.net.qos.QosListener;
import io.quark.orc.workflow.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** QoS policies from the request to the hosts that follow them, which are scripted here. */
class QosLoopTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final OrcBed bed = new OrcBed();

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void aChangeEndsWhenTheHostsHaveFollowed() {
        bed.hosts("a", "b").start();
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);
        carries("b", gold, 1, Applied.State.APPLIED);

        String update = rules(gold, limit(2_000));
        await().atMost(PATIENCE).until(() -> isWaiting(update));
        carries("a", gold, 2, Applied.State.APPLIED);
        assertThat(bed.requests.done(update)).isEmpty();
        carries("b", gold, 2, Applied.State.APPLIED);

        WorkUnit done = done(update);
        assertThat(done.state()).as("%s", done.error()).isEqualTo(State.SUCCEEDED);
        assertThat(done.result()).containsEntry("revision", "2").containsEntry("applied", "2");
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aNetworkBoundToAPolicyHasItsHostsFollowIt() {
        bed.hosts("a").start();
        String gold = policy("gold", limit(1_000));
        String network = bed.requests.network("web", "10.1.0.0/24");
        follows("a", network, version(network));
        assertThat(done(bed.requests.build("web-1", network)).state()).isEqualTo(State.SUCCEEDED);

        WorkUnit bound = done(bind(network, gold));
        String job = bound.result().get("qos_work_unit");
        assertThat(job).as("%s", bound).isNotNull();
        await().atMost(PATIENCE).until(() -> isWaiting(job));
        bed.computes.applies(
                "a",
                new Applied(
                        Map.of(network, network(version(network))), Map.of(gold, applied(1, Applied.State.APPLIED))));

        assertThat(done(job).state()).isEqualTo(State.SUCCEEDED);
        assertThat(done(job).kind()).isEqualTo("create_qos_policy");
        assertThat(done(job).result()).containsEntry("hosts", "1");
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aHostThatCannotFailsItAndOneThatIsOfflineHoldsNothingUp() {
        bed.hosts("a", "b", "c").start();
        bed.awaitReady(3);
        String gold = policy("gold", limit(1_000));
        List.of("a", "b", "c").forEach(host -> carries(host, gold, 1, Applied.State.APPLIED));
        bed.silence("c");

        String update = rules(gold, limit(2_000));
        carries("a", gold, 2, Applied.State.APPLIED);
        carries("b", gold, 2, Applied.State.UNSUPPORTED);

        WorkUnit done = done(update);
        assertThat(done.state()).isEqualTo(State.FAILED);
        assertThat(done.error().map(Problem::type)).contains("qos-not-in-force");
        assertThat(done.error().map(Problem::detail).orElse("")).contains("1 of 3 hosts", "b (unsupported");
        assertThat(done.result()).containsEntry("offline", "1");
    }

    @Test
    void hostsThatSayNothingFailItWhenTheTimeIsOver() {
        bed.hosts("a").start(settings(Duration.ofMillis(300)), UnaryOperator.identity());
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);

        String update = rules(gold, limit(2_000));
        // On a busy machine its time may be over before anybody has seen it wait.
        await().atMost(PATIENCE)
                .until(() -> isWaiting(update) || bed.requests.done(update).isPresent());
        bed.passes(Duration.ofSeconds(1));

        assertThat(done(update).error().map(Problem::detail).orElse("")).contains("a (pending)");
    }

    @Test
    void theLatestRevisionWins() {
        bed.hosts("a").start();
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);

        String older = rules(gold, limit(2_000));
        await().atMost(PATIENCE).until(() -> isWaiting(older));
        String newer = rules(gold, limit(3_000));

        assertThat(done(older).result()).containsEntry("superseded_by", newer);
        carries("a", gold, 3, Applied.State.APPLIED);
        assertThat(done(newer).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void anotherOrcGoesOnWhereOneStopped() {
        bed.hosts("a").start();
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);
        String update = rules(gold, limit(2_000));
        await().atMost(PATIENCE).until(() -> isWaiting(update));

        bed.orc().close();
        carries("a", gold, 2, Applied.State.APPLIED);
        bed.restart();

        assertThat(done(update).state()).isEqualTo(State.SUCCEEDED);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aDeletedPolicyIsHeldByAHostThatIsOfflineUntilItHasDroppedIt() {
        bed.hosts("a").start();
        bed.awaitReady(1);
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);
        bed.silence("a");

        String delete = ask(gold, new DeleteQosPolicy());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(active(delete).flatMap(WorkUnit::explain)).isPresent());
        assertThat(bed.tree.node(bed.paths.qosPolicy(gold))).isPresent();

        bed.computes.applies("a", Applied.NOTHING);
        assertThat(done(delete).state()).isEqualTo(State.SUCCEEDED);
        assertThat(bed.tree.node(bed.paths.qosPolicy(gold))).isEmpty();
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aDeletionThatWaitsIsTakenBackByACancel() {
        bed.hosts("a").start();
        String gold = policy("gold", limit(1_000));
        carries("a", gold, 1, Applied.State.APPLIED);
        String delete = ask(gold, new DeleteQosPolicy());
        await().atMost(PATIENCE).until(() -> isWaiting(delete));

        bed.requests.cancel(delete);

        assertThat(done(delete).state()).isEqualTo(State.CANCELLED);
        assertThat(bed.tree
                        .node(bed.paths.qosPolicy(gold))
                        .orElseThrow()
                        .as(QosPolicy.class)
                        .state())
                .isEqualTo(QosPolicy.State.ACTIVE);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void machinesArePromisedNoMoreThanTheirHostCarries() {
        bed.computes.host("a", 100_000, NetworkFacts.of(10_000));
        bed.start();
        String gold = policy("gold", new QosRule.MinimumBandwidth(Ids.fresh(), Direction.EGRESS, 4_000));
        String network = bed.requests.network("web", "10.1.0.0/24", Segment.FLAT, Optional.of(gold));

        List<WorkUnit> builds =
                List.of("one", "two", "three").stream().map(name -> bed.requests.build(name, network)).toList().stream()
                        .map(this::done)
                        .toList();

        assertThat(builds.stream().filter(unit -> unit.state() == State.SUCCEEDED))
                .hasSize(2);
        assertThat(builds.stream().flatMap(unit -> unit.error().stream()))
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.detail()).contains("lacks bandwidth (largest free 2000 kbit/s)"));
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void thePortOfAMachineOnAnOverlayHasItsPlaceUntilTheMachineGoes() {
        bed.computes.host("flat", 100_000);
        bed.computes.host(
                "overlay",
                1_000,
                new NetworkFacts(
                        10_000, Optional.of("192.0.2.7"), List.of(), Map.of("bridge", List.of("segment/vxlan"))));
        bed.start();
        String network = bed.requests.network(
                "web",
                "10.1.0.0/24",
                new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(4242)),
                Optional.empty());

        String build = bed.requests.build("web-1", network);
        assertThat(done(build).result()).as("%s", done(build).error()).containsEntry("compute", "overlay");

        String port = Ids.derived(build, "port", "0");
        assertThat(bed.tree.node(bed.paths.place(network, port)).orElseThrow().as(Place.class))
                .satisfies(place -> {
                    assertThat(place.host()).isEqualTo("overlay");
                    assertThat(place.tunnel()).isEqualTo("192.0.2.7");
                    assertThat(place.instance()).isEqualTo(bed.requests.instanceOf(build));
                });
        assertThat(bed.findings()).isEmpty();

        done(bed.requests.delete(bed.requests.instanceOf(build)));
        assertThat(bed.tree.node(bed.paths.place(network, port))).isEmpty();
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void listenersHearOfPoliciesAndMayObject() {
        Noting noting = new Noting();
        bed.listeners.add(noting);
        bed.hosts("a").start();
        String gold = policy("gold", limit(1_000));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(noting.heard).containsExactly("created 1"));

        WorkUnit refused = done(rules(gold, limit(666)));
        assertThat(refused.error().map(Problem::type)).contains("beastly");

        done(rules(gold, limit(2_000)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(noting.heard).containsExactly("created 1", "updated 2"));
        bed.restart();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(noting.heard).containsExactly("created 1", "updated 2", "updated 2"));
        done(ask(gold, new DeleteQosPolicy()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(noting.heard).contains("deleted 2"));
    }

    private static final class Noting implements QosListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public Optional<Problem> validate(QosPolicy policy) {
            boolean beastly = policy.rules().stream()
                    .anyMatch(rule -> rule instanceof QosRule.BandwidthLimit limit && limit.maxKbps() == 666);
            return beastly ? Optional.of(Problem.of("beastly", "No", 409, "not that", "another")) : Optional.empty();
        }

        @Override
        public void policyCreated(QosPolicy policy) {
            heard.add("created " + policy.revision());
        }

        @Override
        public void policyUpdated(QosPolicy policy) {
            if (policy.state() == QosPolicy.State.ACTIVE) {
                heard.add("updated " + policy.revision());
            }
        }

        @Override
        public void policyDeleted(QosPolicy policy) {
            heard.add("deleted " + policy.revision());
        }
    }

    private static OrcSettings settings(Duration hostsFollow) {
        Rules rules = OrcSettings.DEFAULTS.rules();
        return OrcSettings.DEFAULTS.withRules(new Rules(
                rules.grace(), rules.taskDeadline(), rules.placementWait(), rules.maxAttempts(), hostsFollow));
    }

    private static QosRule limit(long kbps) {
        return new QosRule.BandwidthLimit(Ids.derived("limit"), Direction.EGRESS, kbps, 0);
    }

    private String policy(String name, QosRule rule) {
        String id = Ids.fresh();
        QosPolicy policy =
                new QosPolicy(id, name, "acme", "", false, List.of(rule), 1, QosPolicy.State.ACTIVE, Instant.EPOCH, "");
        WorkUnit made = done(ask(id, new CreateQosPolicy(Optional.of(policy), List.of())));
        assertThat(made.state()).as("%s", made.error()).isEqualTo(State.SUCCEEDED);
        return id;
    }

    private String rules(String policy, QosRule rule) {
        return ask(
                policy,
                new UpdateQosPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(List.of(rule)),
                        Optional.empty()));
    }

    private String bind(String network, String policy) {
        return bed.requests.ask(
                Ids.freshIn(bed.paths.shardOf(network), bed.paths.shards()),
                new UpdateNetwork(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(policy),
                        Optional.empty(),
                        Optional.empty()),
                "network",
                network);
    }

    private String ask(String policy, WorkRequest request) {
        return bed.requests.ask(
                Ids.freshIn(bed.paths.shardOf(policy), bed.paths.shards()), request, "qos_policy", policy);
    }

    private int version(String network) {
        return bed.tree.node(bed.paths.network(network)).orElseThrow().version();
    }

    private void carries(String host, String policy, int revision, Applied.State state) {
        bed.computes.applies(host, new Applied(Map.of(), Map.of(policy, applied(revision, state))));
    }

    private void follows(String host, String network, int version) {
        bed.computes.applies(host, new Applied(Map.of(network, network(version)), Map.of()));
    }

    private static AppliedNetwork network(int version) {
        return new AppliedNetwork(version, Applied.State.APPLIED, Optional.empty(), Instant.EPOCH);
    }

    private static AppliedPolicy applied(int revision, Applied.State state) {
        return new AppliedPolicy(
                revision,
                state,
                1,
                TrafficLimits.NONE,
                Optional.empty(),
                List.of(),
                1,
                Optional.empty(),
                Instant.EPOCH);
    }

    private boolean isWaiting(String workUnit) {
        return active(workUnit)
                .filter(unit -> unit.stepsLeft().contains("hosts"))
                .isPresent();
    }

    private Optional<WorkUnit> active(String workUnit) {
        return bed.tree.node(bed.paths.activeWorkUnit(workUnit)).map(node -> node.as(WorkUnit.class));
    }

    private WorkUnit done(String workUnit) {
        await().atMost(PATIENCE).until(() -> bed.requests.done(workUnit).isPresent());
        return bed.requests.done(workUnit).orElseThrow();
    }
}
