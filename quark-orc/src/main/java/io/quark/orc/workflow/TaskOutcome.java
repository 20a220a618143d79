package io.quark.orc.workflow;

import io.quark.common.model.Problem;
import io.quark.common.model.TaskEnd;
import io.quark.orc.cluster.SeenTask;
import java.util.List;
import java.util.Optional;

/** How it stands with the task that a work unit waits for. */
sealed interface TaskOutcome {

    /** In the result of a task that did not succeed: whether everything is as it was. */
    String UNDONE = "undone";

    /** It has not ended. */
    record Open(Decision next) implements TaskOutcome {}

    /**
     * It has ended, one way or another.
     *
     * @see #tasks
     */
    sealed interface Over extends TaskOutcome {

        /** The task itself, as far as it is to be seen. */
        Optional<SeenTask> main();

        /** Of these note is taken: they go. */
        List<SeenTask> tasks();
    }

    record Succeeded(SeenTask task, TaskEnd end, List<SeenTask> tasks) implements Over {
        @Override
        public Optional<SeenTask> main() {
            return Optional.of(task);
        }
    }

    /**
     * It has not happened, as its host says, or as is certain because the host can take it or go on with it no more.
     *
     * @param cancelled whether that was wanted
     * @param problem why; of a cancelled one it is of no interest
     */
    record Undone(SeenTask task, boolean cancelled, Problem problem, List<SeenTask> tasks) implements Over {
        @Override
        public Optional<SeenTask> main() {
            return Optional.of(task);
        }

        /** Whether the host says that not everything is as it was. */
        boolean leftOtherwise() {
            return task.task()
                    .end()
                    .filter(end -> "false".equals(end.result().get(UNDONE)))
                    .isPresent();
        }
    }

    /** Only the host can say, and it says nothing. */
    record Unsure(Optional<SeenTask> main, Problem problem, List<SeenTask> tasks) implements Over {}
}
