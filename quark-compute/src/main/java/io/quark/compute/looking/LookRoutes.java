package io.quark.compute.looking;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.quark.common.json.Json;
import io.quark.common.looking.Look;
import io.quark.common.model.Problem;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.LogPart;
import io.quark.compute.hypervisor.LogWish;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** What api processes ask for with one request. Thread safe. */
final class LookRoutes {

    private static final String JSON = "application/json";

    private final Admission admission;

    LookRoutes(Admission admission) {
        this.admission = admission;
    }

    /** Adds them to a server that is being set up. */
    void mount(RoutesConfig routes) {
        add(routes, Look.CONSOLE_LOG, this::log);
        add(
                routes,
                Look.SCREENSHOT,
                (insight, ctx) -> insight.screenshot(instance(ctx))
                        .thenAccept(png -> ctx.contentType("image/png").result(png)));
        add(routes, Look.AGENT, (insight, ctx) -> insight.guest(instance(ctx)).thenAccept(facts -> json(ctx, facts)));
        add(
                routes,
                Look.STATISTICS,
                (insight, ctx) -> insight.statistics(instance(ctx)).thenAccept(statistics -> json(ctx, statistics)));
    }

    private void add(RoutesConfig routes, Look what, BiFunction<Insight, Context, CompletableFuture<Void>> look) {
        routes.get(
                Look.path("{compute}", "{instance}", what.text()),
                ctx -> ctx.future(() -> admission
                        .admit(
                                Optional.ofNullable(ctx.header("Authorization")),
                                what.text(),
                                ctx.pathParam("compute"),
                                instance(ctx))
                        .thenCompose(admitted -> look.apply(admitted.insight(), ctx))
                        .exceptionally(failure -> {
                            refuse(ctx, Refusals.problemOf(failure));
                            return null;
                        })));
    }

    private CompletableFuture<Void> log(Insight insight, Context ctx) {
        LogWish wish = new LogWish(
                number(ctx, "from", Long.MAX_VALUE),
                number(ctx, "lines", Look.MAX_LOG_LINES)
                        .orElse((long) Look.MAX_LOG_LINES)
                        .intValue(),
                number(ctx, "bytes", Look.MAX_LOG_BYTES)
                        .orElse((long) Look.MAX_LOG_BYTES)
                        .intValue());
        return insight.log(instance(ctx), wish).thenAccept(part -> write(ctx, part));
    }

    private static void write(Context ctx, LogPart part) {
        byte[] bytes = new byte[part.bytes().remaining()];
        part.bytes().get(bytes);
        ctx.header(Look.LOG_END, Long.toString(part.end()))
                .contentType("text/plain; charset=utf-8")
                .result(bytes);
    }

    /** What is out of bounds is brought within them: only api processes ask, and they have judged it before. */
    private static Optional<Long> number(Context ctx, String name, long most) {
        return Optional.ofNullable(ctx.queryParam(name))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(text -> Math.min(most, Long.parseLong(text)));
    }

    private static String instance(Context ctx) {
        return ctx.pathParam("instance");
    }

    private static void json(Context ctx, Object value) {
        ctx.contentType(JSON).result(Json.text(value));
    }

    private static void refuse(Context ctx, Problem problem) {
        ctx.status(problem.status())
                .contentType("application/problem+json")
                .result(Json.text(problem).getBytes(StandardCharsets.UTF_8));
    }
}
