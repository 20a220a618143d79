package io.quark.compute.task;

import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import java.time.Duration;

/** What is counted of tasks. Called on the loop. */
public interface TaskMetrics {

    /** For those who count nothing. */
    TaskMetrics NONE = new TaskMetrics() {
        @Override
        public void ended(TaskKind kind, TaskEnd.State state) {}

        @Override
        public void step(TaskKind kind, String step, Duration took) {}
    };

    void ended(TaskKind kind, TaskEnd.State state);

    void step(TaskKind kind, String step, Duration took);
}
