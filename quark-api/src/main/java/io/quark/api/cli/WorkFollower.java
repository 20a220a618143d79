package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Waits for a work unit to end and shows its steps: a bar on a terminal, plain lines elsewhere. */
final class WorkFollower {

    /** Long enough to be cheap, short enough for the bar to move with each step. */
    private static final String POLL_SECONDS = "1";

    private final ApiClient api;
    private final PrintWriter err;
    private final boolean terminal;

    WorkFollower(ApiClient api, PrintWriter err, boolean terminal) {
        this.api = api;
        this.err = err;
        this.terminal = terminal;
    }

    /**
     * Follows a work unit to its end and answers it.
     *
     * @throws CliException (timed out) when it has not ended in time; the work goes on
     */
    JsonNode follow(JsonNode work, Duration atMost) {
        return terminal ? withBar(work, atMost) : withLines(work, atMost);
    }

    /** The exit code that fits an ended work unit; says on standard error what went wrong. */
    ExitCode conclude(JsonNode work) {
        String state = work.path("state").asText();
        if (state.equals("succeeded")) {
            return ExitCode.DONE;
        }
        err.println("quark: " + describe(work) + " " + state);
        if (work.hasNonNull("error")) {
            err.println(Problems.text(work.path("error")));
            int status = work.path("error").path("status").asInt();
            return status == 409 ? ExitCode.CONFLICT : ExitCode.FAILED;
        }
        return ExitCode.FAILED;
    }

    static boolean ended(JsonNode work) {
        String state = work.path("state").asText();
        return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
    }

    private JsonNode withLines(JsonNode work, Duration atMost) {
        Set<String> told = new HashSet<>();
        return poll(work, atMost, now -> {
            for (JsonNode step : now.path("steps_completed")) {
                String name = step.path("name").asText();
                String where = step.path("where").asText();
                if (told.add(where + " " + name)) {
                    err.println(name + " on " + where + " took "
                            + step.path("time_to_completion_ms").asLong() + " ms");
                }
            }
        });
    }

    private JsonNode withBar(JsonNode work, Duration atMost) {
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(describe(work))
                .setInitialMax(100)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .setConsumer(new ConsoleProgressBarConsumer(System.err));
        try (ProgressBar bar = builder.build()) {
            return poll(work, atMost, now -> {
                bar.stepTo(Math.round(now.path("progress").asDouble() * 100));
                bar.setExtraMessage(current(now));
            });
        }
    }

    private static String current(JsonNode work) {
        if (ended(work)) {
            return work.path("state").asText();
        }
        JsonNode left = work.path("steps_left");
        return left.isEmpty() ? "" : left.get(0).asText();
    }

    private JsonNode poll(JsonNode first, Duration atMost, java.util.function.Consumer<JsonNode> show) {
        long deadline = System.nanoTime() + atMost.toNanos();
        JsonNode work = first;
        show.accept(work);
        while (!ended(work)) {
            if (System.nanoTime() > deadline) {
                throw new CliException(
                        ExitCode.TIMED_OUT,
                        describe(work) + " has not ended within " + atMost.toSeconds()
                                + " s; it goes on: quark work show "
                                + work.path("id").asText() + " --follow");
            }
            work = api.get("/v1/work-units/" + ApiClient.part(work.path("id").asText()), Map.of("wait", POLL_SECONDS));
            show.accept(work);
        }
        return work;
    }

    private static String describe(JsonNode work) {
        return work.path("kind").asText() + " " + Table.text(work.at("/target/name"));
    }
}
