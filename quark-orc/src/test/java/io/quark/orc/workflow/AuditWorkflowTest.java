package io.quark.orc.workflow;

import static io.quark.orc.workflow.FakeWorld.PATHS;
import static io.quark.orc.workflow.FakeWorld.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Finding;
import io.quark.common.model.MachineRequest.Audit;
import io.quark.common.model.Resources;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.cluster.TaskRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditWorkflowTest {

    private static final String AUDIT = Ids.derived("an audit");
    private static final Finding HOSTS_FINDING = new Finding("I9", "a/" + AUDIT, "a domain that no record knows");

    private final FakeWorld world = new FakeWorld();
    private final Workflow audit = new AuditWorkflow(PATHS);

    @Test
    void everyLiveHostIsAskedThenTheTreeIsLookedAt() {
        world.silent("c", Duration.ofMinutes(1));
        Outcomes asked = Outcomes.of(audit.next(asked(List.of()), world));
        assertThat(hosts(asked)).containsExactlyInAnyOrder("a", "b");
        OpenWork open = taken(asked);

        SeenTask first = answered(asked, "a", List.of(HOSTS_FINDING));
        world.added(first);
        SeenTask second = world.added(open(asked, "b"));
        assertThat(audit.next(open, world)).isEqualTo(Decision.Wait.until(START.plusSeconds(30)));
        world.tasks.remove(second);
        SeenTask answered = world.added(answered(asked, "b", List.of()));

        Outcomes heard = Outcomes.of(audit.next(open, world));
        assertThat(heard.takesBack(first)).isTrue();
        assertThat(heard.takesBack(answered)).isTrue();
        world.tasks.clear();
        OpenWork looking = taken(heard);
        assertThat(audit.next(looking, world)).isInstanceOf(Decision.Wait.class);

        Finding inTree = new Finding("I4", "/x", "held by nothing");
        world.audit = Optional.of(List.of(inTree));
        WorkUnit done = Outcomes.of(audit.next(looking, world)).done(AUDIT);
        assertThat(done.state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(done.result()).containsEntry("count", "2").containsEntry("hosts", "2");
        assertThat(done.result().get("findings")).isEqualTo(Json.text(List.of(HOSTS_FINDING, inTree)));
    }

    @Test
    void aHostThatDoesNotAnswerIsNamedAndNotWaitedForLonger() {
        Outcomes asked = Outcomes.of(audit.next(asked(List.of("a")), world));
        SeenTask silent = world.added(open(asked, "a"));
        world.now = START.plusSeconds(31);

        Outcomes heard = Outcomes.of(audit.next(taken(asked), world));

        assertThat(heard.takesBack(silent)).isTrue();
        assertThat(heard.active(AUDIT).result()).containsEntry("silent_hosts", "a");
    }

    @Test
    void onlyTheHostsThatWereNamedAreAsked() {
        assertThat(hosts(Outcomes.of(audit.next(asked(List.of("b")), world)))).containsExactly("b");
    }

    @Test
    void manyHostsAreAskedInWaves() {
        for (int i = 0; i < 60; i++) {
            world.host("h" + (10 + i));
        }
        Outcomes asked = Outcomes.of(audit.next(asked(List.of()), world));
        assertThat(hosts(asked)).hasSize(AuditWorkflow.WAVE);
        hosts(asked).forEach(host -> world.added(answered(asked, host, List.of())));

        Outcomes rest = Outcomes.of(audit.next(taken(asked), world));

        assertThat(hosts(rest)).hasSize(63 - AuditWorkflow.WAVE).doesNotContainAnyElementsOf(hosts(asked));
    }

    @Test
    void ofVeryManyFindingsTheNumberIsKept() {
        Outcomes asked = Outcomes.of(audit.next(asked(List.of("a")), world));
        List<Finding> many = java.util.stream.IntStream.range(0, 150)
                .mapToObj(i -> new Finding("I9", "a/" + i, "x"))
                .toList();
        world.added(answered(asked, "a", many));
        Map<String, String> result =
                Outcomes.of(audit.next(taken(asked), world)).active(AUDIT).result();
        assertThat(result).containsEntry("count", "150");
        assertThat(Json.tree(result.get("findings").getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasSize(AuditWorkflow.MOST_FINDINGS);
    }

    @Test
    void aCancelledAuditTakesItsTasksBack() {
        Outcomes asked = Outcomes.of(audit.next(asked(List.of("a")), world));
        SeenTask task = world.added(open(asked, "a"));
        Outcomes cancelled = Outcomes.of(audit.next(FakeWorld.cancelled(taken(asked)), world));
        assertThat(cancelled.takesBack(task)).isTrue();
        assertThat(cancelled.done(AUDIT).state()).isEqualTo(WorkUnit.State.CANCELLED);
    }

    private static OpenWork asked(List<String> computes) {
        return FakeWorld.asked(AUDIT, new Audit(computes), new Target("tree", AUDIT, "tree"));
    }

    private static OpenWork taken(Outcomes outcomes) {
        return new OpenWork(outcomes.active(AUDIT), true, 1, false);
    }

    private static List<String> hosts(Outcomes asked) {
        return asked.act().placements().stream().map(where -> where.host()).toList();
    }

    private static SeenTask open(Outcomes asked, String host) {
        return seen(asked, host, Optional.empty());
    }

    private static SeenTask answered(Outcomes asked, String host, List<Finding> findings) {
        return seen(
                asked,
                host,
                Optional.of(new TaskEnd(
                        TaskEnd.State.SUCCEEDED,
                        START,
                        Optional.empty(),
                        Map.of(AuditWorkflow.FINDINGS, Json.text(findings)))));
    }

    private static SeenTask seen(Outcomes asked, String host, Optional<TaskEnd> end) {
        String below = PATHS.nextTasks(host) + "/";
        Task task = asked.act().ops().stream()
                .filter(op -> op instanceof Op.Create && op.path().startsWith(below))
                .map(op -> Json.read(((Op.Create) op).data(), Task.class))
                .findFirst()
                .orElseThrow();
        TaskRecord record = new TaskRecord(
                task.id(),
                task.kind(),
                task.workUnit(),
                task.instance(),
                task.shard(),
                1,
                Resources.NONE,
                Optional.of(START),
                Map.of(),
                false,
                end);
        return new SeenTask(host, PATHS.activeTask(host, task.id()), true, 1, START, record);
    }
}
