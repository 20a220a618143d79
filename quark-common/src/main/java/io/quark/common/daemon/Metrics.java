package io.quark.common.daemon;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import com.codahale.metrics.jvm.ThreadStatesGaugeSet;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A registry of metrics and how it is shown to Prometheus. Names are those that Prometheus shall see: {@code
 * quark_orc_placements_total}. Thread safe.
 */
public final class Metrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final MetricRegistry registry;
    private final DropwizardExports exports;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

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

    /** All metrics in Prometheus' text form, UTF-8. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(out, exports.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return out.toByteArray();
    }
}
