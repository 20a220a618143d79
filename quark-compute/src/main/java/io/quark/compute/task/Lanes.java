package io.quark.compute.task;

import io.quark.common.model.TaskKind;
import io.quark.compute.step.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Lets what is done for one instance go one after the other, and for different instances side by side. A delete overtakes
 * what comes before it: that is told so. Lives on the loop.
 */
final class Lanes {

    private final Loop loop;
    private final Map<String, Deque<TaskRun>> lanes = new HashMap<>();

    Lanes(Loop loop) {
        this.loop = loop;
    }

    /** Puts it at the end of its instance's lane; it begins at once if that was empty. */
    void add(TaskRun run) {
        Deque<TaskRun> lane = lanes.computeIfAbsent(run.instance(), instance -> new ArrayDeque<>());
        lane.add(run);
        if (run.kind() == TaskKind.DELETE) {
            lane.stream()
                    .filter(before -> before.kind() != TaskKind.DELETE)
                    .forEach(before -> before.stop(TaskRun.StopReason.OVERTAKEN));
        }
        if (lane.size() == 1) {
            begin(run);
        }
    }

    /** The instances for which something is being done. */
    Set<String> instances() {
        return Set.copyOf(lanes.keySet());
    }

    boolean busy(String instance) {
        return lanes.containsKey(instance);
    }

    private void begin(TaskRun run) {
        loop.when(run.finished(), (nothing, failure) -> finished(run));
        run.begin();
    }

    private void finished(TaskRun run) {
        Deque<TaskRun> lane = lanes.getOrDefault(run.instance(), new ArrayDeque<>());
        lane.remove(run);
        TaskRun next = lane.peek();
        if (next == null) {
            lanes.remove(run.instance());
        } else {
            begin(next);
        }
    }
}
