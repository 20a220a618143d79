package io.quark.compute.task;

import static io.quark.compute.task.TaskBed.HOST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.tree.Op;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntakeTest {

    @Test
    void taskThatCannotBeTakenYetKeepsItsInstanceBusy() {
        try (TaskBed bed = new TaskBed(0)) {
            Task task = bed.place();
            bed.look();

            assertThat(bed.onLoop(bed.intake::instances)).containsExactly(task.instance());
            assertThat(bed.active(task)).isEmpty();
        }
    }

    @Test
    void taskThatWasWithdrawnWhileItWaitedIsForgotten() {
        try (TaskBed bed = new TaskBed(0)) {
            Task task = bed.place();
            bed.look();

            bed.tree.commit(Op.delete(bed.paths.nextTask(HOST, task.id()), 0));

            await().until(() -> bed.onLoop(bed.intake::instances).isEmpty());
        }
    }

    @Test
    void taskThatIsWrittenAnewWhileItWaitsIsReadAnew() {
        try (TaskBed bed = new TaskBed(0)) {
            Task before = bed.place();
            bed.look();
            String path = bed.paths.nextTask(HOST, before.id());
            Task after = TaskBed.build(before.id());

            bed.tree.commit(Op.set(path, after, 0));

            await().until(() -> bed.onLoop(bed.intake::instances).contains(after.instance()));
        }
    }

    @Test
    void placeThatBecomesFreeIsTakenByTheNext() {
        try (TaskBed bed = new TaskBed(1)) {
            Stream.generate(bed::place).limit(5).toList().forEach(task -> bed.awaitEnd(task, State.SUCCEEDED));

            assertThat(bed.host.domains()).isEqualTo(5);
        }
    }

    @Test
    void taskWhoseAnswerIsLostIsBegunOnce() {
        try (TaskBed bed = new TaskBed(1)) {
            bed.session.nextCommits(Fate.UNKNOWN_BUT_DONE);
            Task task = bed.place();

            bed.awaitEnd(task, State.SUCCEEDED);
            assertThat(bed.host.domains()).isOne();
            assertThat(bed.tree.node(bed.paths.nextTask(HOST, task.id()))).isEmpty();
        }
    }

    @Test
    void taskWhoseRequestIsLostIsTakenAtTheNextLook() {
        try (TaskBed bed = new TaskBed(1)) {
            bed.session.nextCommits(Fate.UNKNOWN_AND_NOT_DONE);

            bed.awaitEnd(bed.place(), State.SUCCEEDED);
        }
    }

    @Test
    void nodeThatIsNoTaskEndsAsDeclined() {
        try (TaskBed bed = new TaskBed(1)) {
            String id = Ids.fresh();
            bed.tree.commit(new Op.Create(bed.paths.nextTask(HOST, id), "not even JSON".getBytes(UTF_8), false));

            await().until(() -> bed.tree
                    .node(bed.paths.activeTask(HOST, id))
                    .map(node -> Json.tree(node.data()).at("/end/state").asText())
                    .filter("declined"::equals)
                    .isPresent());
            assertThat(bed.tree.node(bed.paths.nextTask(HOST, id))).isEmpty();
        }
    }

    /** What a host adds to it when it takes it no longer fits: orc ends it when it has waited long enough. */
    @Test
    void taskThatIsAsLargeAsItMayBeIsLeftAndStandsInNobodysWay() {
        try (TaskBed bed = new TaskBed(1)) {
            ObjectNode large = Json.lenient().valueToTree(TaskBed.build(Ids.fresh()));
            String path = bed.paths.nextTask(HOST, large.path("id").asText());
            int room = Json.MAX_RECORD_BYTES - Json.bytes(large).length;
            String origin = large.path("origin").asText();
            bed.tree.commit(Op.create(path, large.put("origin", origin + "x".repeat(room))));

            bed.awaitEnd(bed.place(), State.SUCCEEDED);
            assertThat(bed.tree.node(path)).isPresent();
        }
    }
}
