package io.quark.orc.loop;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.Step;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** What an orc counts. Thread safe: written by the event thread, read by whoever asks. */
final class OrcMetrics {

    private final Map<Step, Counter> steps = new EnumMap<>(Step.class);
    private final Counter operations;
    private final Counter transactions;
    private final Counter committed;
    private final Counter refused;
    private final Counter unknown;
    private final Counter malformed;
    private final Counter repaired;
    private final Counter failures;
    private final Counter listenerFailures;
    private final Counter gained;
    private final Counter lost;
    private final Counter reaped;
    private final Timer latency;
    private final Timer viewLag;
    private final Histogram batch;
    private final AtomicIntegerArray waiting;
    private final AtomicIntegerArray active;
    private final AtomicLong hosts = new AtomicLong();
    private final AtomicLong hostsReady = new AtomicLong();
    private final AtomicLong led = new AtomicLong();
    private final AtomicLong inFlight = new AtomicLong();

    OrcMetrics(MetricRegistry registry, int shards) {
        for (Step step : Step.values()) {
            steps.put(step, registry.counter(name("steps", step.name().toLowerCase(Locale.ROOT)) + "_total"));
        }
        operations = registry.counter(name("znode_operations_total"));
        transactions = registry.counter(name("transactions_total"));
        committed = registry.counter(name("transactions_committed_total"));
        refused = registry.counter(name("transactions_refused_total"));
        unknown = registry.counter(name("transactions_unknown_total"));
        malformed = registry.counter(name("records_malformed_total"));
        repaired = registry.counter(name("sweep_repairs_total"));
        failures = registry.counter(name("decision_failures_total"));
        listenerFailures = registry.counter(name("qos_listener_failures_total"));
        gained = registry.counter(name("shards_gained_total"));
        lost = registry.counter(name("shards_lost_total"));
        reaped = registry.counter(name("work_units_reaped_total"));
        latency = registry.timer(name("commit_seconds"));
        viewLag = registry.timer(name("view_lag_seconds"));
        batch = registry.histogram(name("commit_work_units"));
        waiting = new AtomicIntegerArray(shards);
        active = new AtomicIntegerArray(shards);
        gauge(registry, "hosts", hosts);
        gauge(registry, "hosts_ready", hostsReady);
        gauge(registry, "shards_led", led);
        gauge(registry, "transactions_in_flight", inFlight);
        for (int i = 0; i < shards; i++) {
            int shard = i;
            String of = Paths.shardName(shard);
            registry.register(name("next_tasks", of), (Gauge<Integer>) () -> waiting.get(shard));
            registry.register(name("active_tasks", of), (Gauge<Integer>) () -> active.get(shard));
        }
    }

    private static String name(String... parts) {
        return "quark_orc_" + String.join("_", parts);
    }

    private static void gauge(MetricRegistry registry, String what, AtomicLong value) {
        registry.register(name(what), (Gauge<Long>) value::get);
    }

    void sent(int ops) {
        transactions.inc();
        operations.inc(ops);
    }

    void committed(long nanos, int workUnits) {
        committed.inc();
        latency.update(nanos, TimeUnit.NANOSECONDS);
        batch.update(workUnits);
    }

    void done(Step step) {
        steps.getOrDefault(step, committed).inc();
    }

    void refused() {
        refused.inc();
    }

    void unknown() {
        unknown.inc();
    }

    void malformed() {
        malformed.inc();
    }

    void repaired() {
        repaired.inc();
    }

    void decisionFailed() {
        failures.inc();
    }

    /** Something that is told of QoS policies failed, or is too slow. */
    void listenerFailed() {
        listenerFailures.inc();
    }

    void gained() {
        gained.inc();
    }

    void lost() {
        lost.inc();
    }

    void reaped(int workUnits) {
        reaped.inc(workUnits);
    }

    void shard(int shard, int nextTasks, int activeTasks) {
        waiting.set(shard, nextTasks);
        active.set(shard, activeTasks);
    }

    void cluster(int all, int ready) {
        hosts.set(all);
        hostsReady.set(ready);
    }

    void led(int shards) {
        led.set(shards);
    }

    void inFlight(int flights) {
        inFlight.set(flights);
    }

    /** How long after the answer to a commit the view showed it. */
    void viewLag(long nanos) {
        viewLag.update(nanos, TimeUnit.NANOSECONDS);
    }
}
