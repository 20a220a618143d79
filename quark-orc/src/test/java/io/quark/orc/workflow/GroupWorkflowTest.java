package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupWorkflowTest {

    private static final Paths PATHS = FakeWorld.PATHS;

    private final Paper paper = new Paper();
    private final PaperMachines machines = new PaperMachines(paper);
    private final PaperHost host = new PaperHost(paper, "a");
    private final String group = Ids.derived("a group");
    private final List<String> children = new ArrayList<>();

    @Test
    void aGroupEndsWhenAllOfItsPartsHave() {
        stopAll("m1", "m2", "m3");
        paper.settle();
        assertThat(paper.done(group)).isEmpty();
        end(0, State.SUCCEEDED);
        end(0, State.SUCCEEDED);
        assertThat(paper.done(group)).isEmpty();

        end(0, State.SUCCEEDED);

        assertThat(paper.done(group).orElseThrow().state()).isEqualTo(WorkUnit.State.SUCCEEDED);
        assertThat(paper.done(group).orElseThrow().result()).containsEntry("succeeded", "3");
        assertThat(paper.paths(".*/groups/.*")).isEmpty();
    }

    @Test
    void aGroupFailsByNameOfThoseThatDid() {
        stopAll("m1", "m2");
        paper.settle();
        end(0, State.FAILED);
        end(0, State.SUCCEEDED);

        Problem problem = paper.done(group).orElseThrow().error().orElseThrow();
        assertThat(problem.type()).isEqualTo("group-failed");
        assertThat(problem.detail()).contains("1 of 2").contains("web-1 (the disk is full)");
        assertThat(paper.paths(".*/groups/.*")).isEmpty();
    }

    @Test
    void aCancelIsHandedOnToThePartsThatAreOpen() {
        stopAll("m1", "m2", "m3");
        paper.settle();
        end(0, State.SUCCEEDED);

        paper.cancel(group);
        paper.settle();

        assertThat(paper.done(group).orElseThrow().state()).isEqualTo(WorkUnit.State.CANCELLED);
        assertThat(paper.done(group).orElseThrow().result()).containsEntry("succeeded", "1");
        assertThat(children.stream()
                        .map(child -> paper.done(child).orElseThrow().state()))
                .containsOnly(WorkUnit.State.SUCCEEDED, WorkUnit.State.CANCELLED);
        assertThat(paper.paths(".*/cancels/.*")).isEmpty();
    }

    @Test
    void aPartOfWhichNothingIsKnownHasNotSucceeded() {
        stopAll("m1", "m2");
        paper.remove(PATHS.groupChild(group, children.get(0)));
        paper.remove(PATHS.nextWorkUnit(children.get(0)));
        paper.settle();
        end(0, State.SUCCEEDED);

        assertThat(paper.done(group).orElseThrow().error().orElseThrow().detail())
                .contains("of 1 nothing is known");
    }

    private void stopAll(String... names) {
        paper.writeEmpty(PATHS.group(group));
        for (String name : names) {
            String machine = machines.running(name, "a");
            String child =
                    paper.ask(new MachineRequest.Stop(false, 1), "instance", machine, unit -> unit.childOf(group));
            paper.writeEmpty(PATHS.groupChild(group, child));
            children.add(child);
        }
        paper.write(
                PATHS.nextWorkUnit(group),
                WorkUnit.accepted(
                        group,
                        "acme",
                        new Target("group", group, "stop"),
                        new MachineRequest.Group("stop", children),
                        Optional.empty(),
                        FakeWorld.START));
    }

    private void end(int which, State how) {
        var task = host.waiting().get(which);
        host.take(task);
        host.end(host.active().get(0), how, true);
        paper.settle();
    }
}
