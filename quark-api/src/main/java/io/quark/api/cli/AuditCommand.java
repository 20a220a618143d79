package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quark audit}: whether hosts and tree agree. */
@Command(
        name = "audit",
        description =
                "Looks for broken invariants on the hosts and in the tree; repairs nothing. Exits with 1 if something is found.")
final class AuditCommand implements Callable<Integer> {

    private static final Table TABLE = Table.of(
            Table.field("INVARIANT", "/invariant"), Table.field("SUBJECT", "/subject"), Table.field("WHAT", "/detail"));

    @Mixin
    private final Session session = new Session();

    @Option(names = "--compute", paramLabel = "HOST", description = "Only this host; several are possible.")
    private List<String> computes = List.of();

    @Option(
            names = "--timeout",
            description = "How many seconds to wait at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "600",
            paramLabel = "SECONDS")
    private int timeoutSeconds = 600;

    @Override
    public Integer call() {
        String query = computes.stream()
                .map(name -> "compute=" + ApiClient.part(name))
                .collect(Collectors.joining("&", computes.isEmpty() ? "" : "?", ""));
        JsonNode asked = session.api().change("POST", "/v1/audit" + query, Optional.empty(), 1);
        WorkFollower follower = session.follower();
        JsonNode work = follower.follow(asked, Duration.ofSeconds(timeoutSeconds));
        JsonNode result = work.path("result");
        if (session.format() == Output.Format.table) {
            tell(result);
        } else {
            session.output().raw(work);
        }
        ExitCode code = follower.conclude(work);
        return (code == ExitCode.DONE && result.path("count").asInt() > 0 ? ExitCode.FAILED : code).code();
    }

    private void tell(JsonNode result) {
        int count = result.path("count").asInt();
        if (count > 0) {
            session.output().list(JsonNodeFactory.instance.objectNode().set("items", result.path("findings")), TABLE);
        }
        result.path("silent_hosts").forEach(host -> session.output().line("no answer from " + host.asText()));
        session.output()
                .line(count + " findings; " + result.path("hosts").asInt() + " hosts and the tree were looked at");
    }
}
