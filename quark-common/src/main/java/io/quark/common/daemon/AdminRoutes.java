package io.quark.common.daemon;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.quark.common.json.Json;

/**
 * What each daemon answers to operators: {@code /health/live}, {@code /health/ready} (200, or 503 where a contract is broken;
 * JSON with every check) and {@code /metrics} (Prometheus). To be mounted on the daemon's {@link AdminServer}, and on another
 * server that should answer them too.
 */
public final class AdminRoutes {

    private final Health health;
    private final Metrics metrics;

    public AdminRoutes(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    /** Adds the routes to a server that is being set up. */
    public void mount(RoutesConfig routes) {
        routes.get("/health/live", context -> answer(context, health.live()));
        routes.get("/health/ready", context -> answer(context, health.ready()));
        routes.get(
                "/metrics", context -> context.contentType(Metrics.CONTENT_TYPE).result(metrics.text()));
    }

    private static void answer(Context context, Health.Report report) {
        context.status(report.ok() ? 200 : 503)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(Json.text(report));
    }
}
