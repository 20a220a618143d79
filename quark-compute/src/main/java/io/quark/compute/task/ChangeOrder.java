package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * A task whose turn has come.
 *
 * @param before its instance's record in {@code managing}
 * @param resumed whether an earlier life of the daemon may have begun it
 * @param progress told, from any thread, which share of the step under way is done, 0 to 1; written now and then
 */
public record ChangeOrder(Workplace at, Task task, Optional<Managed> before, boolean resumed, DoubleConsumer progress) {

    public String instance() {
        return task.instance();
    }

    /** The machine as it is to be; only for kinds that need it. */
    public Machine machine() {
        return task.machine().orElseThrow(() -> new IllegalStateException(task.id() + " names no machine"));
    }

    /** What the task says beside its kind; only for kinds that need it. */
    public <T extends TaskDetail> T detail(Class<T> type) {
        return task.detail()
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new IllegalStateException(task.id() + " says no " + type.getSimpleName()));
    }
}
