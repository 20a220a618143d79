package io.quark.compute.task;

import io.quark.common.model.Task;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import java.util.concurrent.CompletableFuture;

/** Tasks that a daemon has asked itself to do: no work unit has them, and nobody else looks at them. */
final class OwnTasks {

    static final String ORIGIN = "self";

    private OwnTasks() {}

    static boolean isOwn(Task task) {
        return task.origin().equals(ORIGIN);
    }

    /** Removes the record of one that has ended. Where that cannot be done now, the next life of the daemon does it. */
    static CompletableFuture<Commit> remove(Workplace at, Task task) {
        String path = at.tree().paths().activeTask(at.host(), task.id());
        return at.tree().commit(Transaction.of(Op.delete(path, Op.ANY_VERSION)));
    }
}
