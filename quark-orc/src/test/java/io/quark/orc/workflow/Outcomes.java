package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.json.Json;
import io.quark.common.model.Instance;
import io.quark.common.model.Task;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.Act;
import java.util.List;
import java.util.Optional;

/** Reads what a decision would do. */
record Outcomes(Act act) {

    private static final Paths PATHS = FakeWorld.PATHS;

    static Outcomes of(Decision decision) {
        assertThat(decision).isInstanceOf(Act.class);
        return new Outcomes((Act) decision);
    }

    /** The work unit as it is recorded as ended. */
    WorkUnit done(String id) {
        return written(PATHS.doneWorkUnit(id), WorkUnit.class)
                .orElseThrow(() -> new AssertionError("not done: " + act));
    }

    boolean isDone(String id) {
        return written(PATHS.doneWorkUnit(id), WorkUnit.class).isPresent();
    }

    WorkUnit active(String id) {
        return written(PATHS.activeWorkUnit(id), WorkUnit.class)
                .orElseThrow(() -> new AssertionError("not active: " + act));
    }

    /** A work unit that is asked for with it. */
    WorkUnit asked(String id) {
        return written(PATHS.nextWorkUnit(id), WorkUnit.class)
                .orElseThrow(() -> new AssertionError("not asked for: " + act));
    }

    Instance instance(String id) {
        return written(PATHS.instance(id), Instance.class).orElseThrow(() -> new AssertionError("not written: " + act));
    }

    Task placed() {
        assertThat(act.placements()).hasSize(1);
        String prefix = PATHS.nextTasks(host()) + "/";
        return act.ops().stream()
                .filter(op -> op instanceof Op.Create && op.path().startsWith(prefix))
                .map(op -> Json.read(((Op.Create) op).data(), Task.class))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no task placed: " + act));
    }

    String host() {
        return act.placements().stream().map(Reservation::host).findFirst().orElse("none");
    }

    boolean deletes(String path) {
        return act.ops().stream()
                .anyMatch(op -> op instanceof Op.Delete && op.path().equals(path));
    }

    /** With its version, so that the host cannot have changed it meanwhile. */
    boolean takesBack(SeenTask task) {
        return act.ops().contains(Op.delete(task.path(), task.version()));
    }

    boolean releases() {
        return deletes("/addresses") && deletes(PATHS.instance(FakeWorld.MACHINE));
    }

    List<String> paths() {
        return act.ops().stream().map(Op::path).toList();
    }

    private <T> Optional<T> written(String path, Class<T> type) {
        return act.ops().stream()
                .filter(op -> op.path().equals(path))
                .flatMap(op -> {
                    if (op instanceof Op.Create create) {
                        return Optional.of(create.data()).stream();
                    }
                    return op instanceof Op.Set set
                            ? Optional.of(set.data()).stream()
                            : Optional.<byte[]>empty().stream();
                })
                .map(data -> Json.read(data, type))
                .findFirst();
    }
}
