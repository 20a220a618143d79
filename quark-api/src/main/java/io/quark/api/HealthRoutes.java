package io.quark.api;

import io.quark.api.http.Answer;
import io.quark.api.http.Route;
import io.quark.common.daemon.Health;
import io.quark.common.daemon.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}, on the api's own port as well. */
final class HealthRoutes {

    private static final String HEALTH = "200: every contract is kept; 503: at least one is broken.";

    private final Health health;
    private final Metrics metrics;

    HealthRoutes(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health/live", "get_live")
                        .says("Whether the process works and need not be restarted.")
                        .answers(Health.Report.class, HEALTH)
                        .by(request -> answer(health.live()).now()),
                Route.get("/health/ready", "get_ready")
                        .says("Whether it can do its work now.")
                        .answers(Health.Report.class, HEALTH)
                        .by(request -> answer(health.ready()).now()),
                Route.get("/metrics", "get_metrics")
                        .says("Metrics for Prometheus.")
                        .answers("text/plain", String.class, "In Prometheus' text form.")
                        .by(request -> Answer.text(
                                        Metrics.CONTENT_TYPE, new String(metrics.text(), StandardCharsets.UTF_8))
                                .now()));
    }

    private static Answer answer(Health.Report report) {
        return Answer.json(report.ok() ? 200 : 503, report).with("Cache-Control", "no-store");
    }
}
