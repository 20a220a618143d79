package io.quark.compute;

import com.codahale.metrics.MetricRegistry;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.compute.keep.KeeperMetrics;
import io.quark.compute.task.TaskMetrics;
import java.time.Duration;

/** Counts tasks, times their steps, and counts what is kept, in a registry. */
final class MeteredTasks implements TaskMetrics, KeeperMetrics {

    private static final String PREFIX = "quark_compute_";

    private final MetricRegistry registry;

    MeteredTasks(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(TaskKind kind, TaskEnd.State state) {
        registry.counter(PREFIX + many(kind) + "_" + state.text() + "_total").inc();
    }

    @Override
    public void step(TaskKind kind, String step, Duration took) {
        registry.timer(PREFIX + kind.text() + "_step_" + step).update(took);
    }

    @Override
    public void applied() {
        registry.counter(PREFIX + "net_applies_total").inc();
    }

    @Override
    public void failed() {
        registry.counter(PREFIX + "net_failures_total").inc();
    }

    @Override
    public void drifted() {
        registry.counter(PREFIX + "net_drifts_total").inc();
    }

    private static String many(TaskKind kind) {
        return switch (kind) {
            case BUILD -> "builds";
            case DELETE -> "deletes";
            case UPDATE_NICS -> "nic_updates";
            default -> kind.text() + "s";
        };
    }

    /** Told by libvirt's callers. */
    void libvirtCall(Duration took) {
        registry.timer(PREFIX + "libvirt_call").update(took);
    }

    /** Told by the image cache. */
    void imageEvicted(long bytes) {
        registry.counter(PREFIX + "images_evicted_total").inc();
        registry.counter(PREFIX + "images_evicted_bytes_total").inc(bytes);
    }

    /** What can be asked at any time. */
    void show(ComputeProcess process) {
        registry.gauge(PREFIX + "tasks_active", () -> process::tasks);
        registry.gauge(PREFIX + "ports_limited", () -> process::limitedPorts);
        registry.gauge(PREFIX + "machines", () -> process::machines);
    }
}
