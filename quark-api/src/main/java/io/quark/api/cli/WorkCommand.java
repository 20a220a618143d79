package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark work}: what was asked for and how far it is. */
@Command(name = "work", description = "Work units: what was asked for and how far it is.")
final class WorkCommand {

    static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("KIND", "/kind"),
            Table.field("TARGET", "/target/name"),
            Table.field("STATE", "/state"),
            new Table.Column("PROGRESS", WorkCommand::percent),
            Table.field("COMPUTE", "/placement/compute"),
            Table.field("CREATED", "/created_at"));

    private static final Table STEPS = Table.of(
            Table.field("STEP", "/name"),
            Table.field("WHERE", "/where"),
            Table.field("MS", "/time_to_completion_ms"),
            Table.field("COMPLETED", "/completed_at"));

    @Command(description = "Lists work units.")
    int list(
            @Mixin Session session,
            @Option(names = "--state", paramLabel = "STATE", description = "Only those in this state.")
                    Optional<String> state,
            @Option(names = "--kind", paramLabel = "KIND", description = "Only those of this kind.")
                    Optional<String> kind,
            @Option(names = "--parent", paramLabel = "ID", description = "Only the parts of this group.")
                    Optional<String> parent,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query = new HashMap<>();
        query.put("limit", Integer.toString(limit));
        state.ifPresent(text -> query.put("state", text));
        kind.ifPresent(text -> query.put("kind", text));
        parent.ifPresent(text -> query.put("parent", text));
        session.output().list(session.api().get("/v1/work-units", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a work unit with its steps.")
    int show(
            @Mixin Session session,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--follow", description = "Show the steps until it ends.") boolean follow,
            @Option(
                            names = "--timeout",
                            defaultValue = "600",
                            paramLabel = "SECONDS",
                            description = "With --follow: how many seconds at most.")
                    int timeout) {
        JsonNode work = session.api().get("/v1/work-units/" + ApiClient.part(id));
        WorkFollower follower = session.follower();
        if (follow) {
            work = follower.follow(work, Duration.ofSeconds(timeout));
        }
        Output output = session.output();
        output.one(work, TABLE);
        if (session.format() == Output.Format.table
                && !work.path("steps_completed").isEmpty()) {
            output.line("");
            STEPS.print(work.path("steps_completed"), output.out());
            output.out().flush();
        }
        return (follow || WorkFollower.ended(work) ? follower.conclude(work) : ExitCode.DONE).code();
    }

    @Command(description = "Asks for a work unit to be cancelled.")
    int cancel(@Mixin Change change, @Parameters(paramLabel = "ID") String id) {
        return change.run("POST", "/v1/work-units/" + ApiClient.part(id) + "/cancel", Optional.empty(), 2);
    }

    @Command(description = "Tells why a host was chosen, and for each filter how many it removed.")
    int explain(
            @Mixin Session session,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--compute", paramLabel = "HOST", description = "Why not this host.")
                    Optional<String> compute) {
        JsonNode answer = session.api()
                .get(
                        "/v1/work-units/" + ApiClient.part(id) + "/explain",
                        compute.map(host -> Map.of("compute", host)).orElse(Map.of()));
        if (session.format() == Output.Format.table) {
            new TreePrinter(session.output().out()).unfolded(answer);
        } else {
            session.output().raw(answer);
        }
        return ExitCode.DONE.code();
    }

    private static String percent(JsonNode work) {
        return work.has("progress") ? Math.round(work.path("progress").asDouble() * 100) + "%" : "-";
    }
}
