package io.quark.api.http;

import com.codahale.metrics.MetricRegistry;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link RouteTable} with Javalin: every answer, also to what no route takes, is one of the api's. Thread safe.
 */
public final class RestServer {

    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final String OPERATION = "operation";

    private final RouteTable table;
    private final Executor answering;
    private final MetricRegistry metrics;
    private final RequestReader reader = new RequestReader();
    private final AnswerWriter writer = new AnswerWriter();

    /**
     * A server of these routes.
     *
     * @param answering writes answers that came later than their request; may block on slow clients
     */
    public RestServer(RouteTable table, Executor answering, MetricRegistry metrics) {
        this.table = table;
        this.answering = answering;
        this.metrics = metrics;
    }

    /** Adds the routes and the handling of errors to a server that is being set up. */
    public void mount(JavalinConfig config) {
        config.http.prefer405over404 = true;
        for (Route route : table.routes()) {
            config.routes.addHttpHandler(
                    HandlerType.findOrCreate(route.method().name()), route.path(), ctx -> serve(route, ctx));
        }
        // Javalin would answer its own refusals in plain text, unless they are claimed by name.
        config.routes.exception(HttpResponseException.class, (failure, ctx) -> fail(ctx, failure));
        config.routes.exception(Exception.class, (failure, ctx) -> fail(ctx, failure));
        config.requestLogger.http(this::note);
        ServerErrors.install(config);
    }

    private void serve(Route route, Context ctx) {
        ctx.attribute(OPERATION, route.operation());
        CompletableFuture<Answer> coming = route.handler().handle(reader.read(route, ctx));
        if (coming.isDone()) {
            Answer answer = coming.join(); // its failure goes the way of all exceptions
            if (isStream(answer)) {
                ctx.future(() -> answer(ctx, answer));
            } else {
                writer.write(ctx, answer);
            }
            return;
        }
        ctx.future(() -> coming.thenComposeAsync(answer -> answer(ctx, answer), answering)
                .exceptionallyAsync(
                        failure -> {
                            fail(ctx, failure);
                            return null;
                        },
                        answering));
    }

    private static boolean isStream(Answer answer) {
        return answer.content() instanceof Answer.Content.Events;
    }

    /** Writes an answer of a request that is asynchronous by now; completes when all is written, or in the server's hands. */
    private CompletableFuture<Void> answer(Context ctx, Answer answer) {
        if (answer.content() instanceof Answer.Content.Events events) {
            return writer.stream(ctx, answer, events);
        }
        writer.write(ctx, answer);
        return CompletableFuture.completedFuture(null);
    }

    private void fail(Context ctx, Throwable failure) {
        writer.writeProblem(ctx, Failures.problemOf(failure, ctx.method().name(), ctx.path()));
    }

    private void note(Context ctx, Float millis) {
        String operation = ctx.attribute(OPERATION);
        String name = operation == null ? "none" : operation;
        metrics.timer("quark_api_requests_" + name + "_" + ctx.statusCode())
                .update(millis.longValue(), TimeUnit.MILLISECONDS);
        LOG.debug("{} {} {} in {} ms", ctx.method(), ctx.path(), ctx.statusCode(), millis);
    }
}
