package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells how far hosts are with a QoS policy, at once or when they have a revision. */
final class QosStatusReport {

    /** One request waits at most so long. */
    private static final int STEP_SECONDS = 30;

    private static final Table HOSTS = Table.of(
            Table.field("COMPUTE", "/compute"),
            Table.field("REVISION", "/revision"),
            Table.field("STATE", "/state"),
            Table.field("PORTS", "/ports"),
            Table.field("EGRESS", "/effective/egress/max_kbps"),
            Table.field("INGRESS", "/effective/ingress/max_kbps"),
            Table.field("DSCP", "/effective/dscp_mark"),
            Table.field("SINCE", "/since"),
            Table.field("ERROR", "/error"));

    private final Session session;
    private final String path;

    QosStatusReport(Session session, String path) {
        this.session = session;
        this.path = path;
    }

    /** Exit code 7 where a host that is not offline does not have the revision in time. */
    ExitCode tell(Optional<Integer> revision, int timeoutSeconds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        JsonNode status = get(revision, deadline);
        while (revision.isPresent() && !reached(status, revision.get()) && System.nanoTime() < deadline) {
            status = get(revision, deadline);
        }
        print(status);
        return revision.isEmpty() || reached(status, revision.get()) ? ExitCode.DONE : ExitCode.TIMED_OUT;
    }

    private JsonNode get(Optional<Integer> revision, long deadline) {
        Map<String, String> query = new HashMap<>();
        revision.ifPresent(number -> {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toSeconds() + 1;
            query.put("wait_revision", Integer.toString(number));
            query.put("wait", Long.toString(Math.max(0, Math.min(STEP_SECONDS, left))));
        });
        return session.api().get(path, query);
    }

    private static boolean reached(JsonNode status, int revision) {
        if (status.path("revision").asInt() < revision) {
            return false;
        }
        for (JsonNode host : status.path("hosts")) {
            String state = host.path("state").asText();
            boolean later = host.path("revision").asInt() >= revision && state.equals("applied");
            if (!later && !state.equals("offline")) {
                return false;
            }
        }
        return true;
    }

    private void print(JsonNode status) {
        Output output = session.output();
        String state = Table.text(status.path("state"));
        switch (session.format()) {
            case json, yaml -> output.raw(status);
            case name -> output.line(state);
            case table -> {
                output.line("revision " + Table.text(status.path("revision")) + ": " + state);
                if (!status.path("hosts").isEmpty()) {
                    HOSTS.print(status.path("hosts"), output.out());
                    output.out().flush();
                }
            }
        }
    }
}
