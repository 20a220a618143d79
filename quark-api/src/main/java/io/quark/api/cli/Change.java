package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that changes something does: ask, perhaps wait, tell. */
final class Change {

    @Mixin
    private final Session session = new Session();

    @Option(names = "--wait", description = "Wait until it is done and show the steps.")
    private boolean wait;

    @Option(
            names = "--timeout",
            description = "With --wait: how many seconds at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "600",
            paramLabel = "SECONDS")
    private int timeoutSeconds = 600;

    Session session() {
        return session;
    }

    /**
     * Asks for the change and tells what came of it.
     *
     * @param graceSeconds how long the one request may wait by itself: changes that take milliseconds are done when the
     *     command ends, without {@code --wait}
     */
    int run(String method, String path, Optional<JsonNode> body, int graceSeconds) {
        JsonNode work = session.api().change(method, path, body, wait ? 1 : graceSeconds);
        return tell(work);
    }

    /** Tells what came of a work unit that was asked for. */
    int tell(JsonNode asked) {
        WorkFollower follower = session.follower();
        JsonNode work = wait ? follower.follow(asked, Duration.ofSeconds(timeoutSeconds)) : asked;
        switch (session.format()) {
            case json, yaml -> session.output().raw(work);
            case name -> session.output().line(work.path("id").asText());
            case table -> session.output().one(work, WorkCommand.TABLE);
        }
        ExitCode code = WorkFollower.ended(work) ? follower.conclude(work) : ExitCode.DONE;
        JsonNode job = work.path("result").path("qos_work_unit");
        return (code == ExitCode.DONE && wait && job.isTextual() ? inForce(job.asText(), follower) : code).code();
    }

    /** A change of the QoS policy is done when hosts have it in force: that is a work unit of its own. */
    private ExitCode inForce(String job, WorkFollower follower) {
        JsonNode begun = session.api().get("/v1/work-units/" + ApiClient.part(job));
        return follower.conclude(follower.follow(begun, Duration.ofSeconds(timeoutSeconds)));
    }
}
