package io.quark.compute.task;

import io.quark.common.id.Ids;
import io.quark.common.model.Managed;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tasks that a daemon has asked itself to do: no work unit has them, and nobody else takes note of their end. */
final class OwnTasks {

    static final String ORIGIN = "self";

    private OwnTasks() {}

    /** One that starts a machine, as it stands in {@code active_tasks} from the beginning. */
    static Task start(String instance, Instant now) {
        return new Task(
                Ids.fresh(),
                TaskKind.START,
                "",
                instance,
                ORIGIN,
                0,
                0,
                1,
                Resources.NONE,
                Optional.empty(),
                Optional.of(now),
                Map.of(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                0);
    }

    static boolean isOwn(Task task) {
        return task.origin().equals(ORIGIN);
    }

    /** Nobody else tells what went wrong: the machine's record does. */
    static ManagedChange failed(Task task, Problem why) {
        return new ManagedChange(
                task.instance(),
                before -> before.map(managed -> new Managed(
                        managed.kind(),
                        managed.name(),
                        managed.birthedOn(),
                        managed.consumes(),
                        managed.status(),
                        managed.task(),
                        Optional.of(why),
                        managed.wanted(),
                        managed.restart())));
    }

    /** Removes the record of one that has ended. Where that cannot be done now, the next life of the daemon does it. */
    static CompletableFuture<Commit> remove(Workplace at, Task task) {
        String path = at.tree().paths().activeTask(at.host(), task.id());
        return at.tree().commit(Transaction.of(Op.delete(path, Op.ANY_VERSION)));
    }
}
