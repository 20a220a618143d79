package io.quark.common.daemon;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import com.codahale.metrics.jvm.ThreadStatesGaugeSet;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A registry of metrics and how it is shown to Prometheus. Names are those that Prometheus shall see: {@code
 * quark_orc_placements_total}. Thread safe.
 */
public final class Metrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final MetricRegistry registry;
    private final DropwizardExports exports;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    private final List<MultiCollector> labelled = new CopyOnWriteArrayList<>();

    private Metrics(MetricRegistry registry) {
        this.registry = registry;
        this.exports = new DropwizardExports(registry);
    }

    /** A registry that begins with the metrics of the JVM. */
    public static Metrics withJvm() {
        MetricRegistry registry = new MetricRegistry();
        registry.register("jvm_memory", new MemoryUsageGaugeSet());
        registry.register("jvm_gc", new GarbageCollectorMetricSet());
        registry.register("jvm_threads", new ThreadStatesGaugeSet());
        return new Metrics(registry);
    }

    public MetricRegistry registry() {
        return registry;
    }

    /** Adds metrics with labels, which a registry cannot have; they are asked each time that the text is. */
    public void add(MultiCollector collector) {
        labelled.add(collector);
    }

    private MetricSnapshots all() {
        return new MetricSnapshots(Stream.concat(
                        exports.collect().stream(),
                        labelled.stream().flatMap(collector -> collector.collect().stream()))
                .toList());
    }

    /** All metrics in Prometheus' text form, UTF-8. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(out, all(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out.toByteArray();
    }
}
