package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark qos}: what the traffic of networks and ports may be. */
@Command(name = "qos", description = "QoS policies: limits, marks and promises for the traffic of networks and ports.")
final class QosCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/qos-policies";

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            new Table.Column("RULES", policy -> rules(policy.path("rules"))),
            Table.field("REVISION", "/revision"),
            Table.field("BOUND TO", "/binding_count"),
            Table.field("SHARED", "/shared"),
            Table.field("STATE", "/state"));

    private static final Table RULES = Table.of(
            Table.field("ID", "/id"),
            Table.field("TYPE", "/type"),
            Table.field("DIRECTION", "/direction"),
            Table.field("MAX KBIT/S", "/max_kbps"),
            Table.field("BURST KBIT", "/effective_burst_kbps"),
            Table.field("DSCP", "/dscp_mark"),
            Table.field("MIN KBIT/S", "/min_kbps"));

    private static final Table BINDINGS = Table.of(
            Table.field("TYPE", "/type"),
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("PROJECT", "/project"),
            Table.field("COMPUTE", "/compute"));

    @Command(description = "Makes a policy.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin QosRuleOptions rules,
            @Option(names = "--description", paramLabel = "TEXT") Optional<String> description,
            @Option(names = "--shared", description = "Other projects may use it.") boolean shared) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .text("description", description)
                .flag("shared", shared ? Optional.of(true) : Optional.empty())
                .array("rules", rules.rules());
        return change.run("POST", PATH, fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists policies.")
    int list(
            @Mixin Session session,
            @Option(names = "--name", paramLabel = "NAME", description = "Only the one of this name.")
                    Optional<String> name,
            @Option(names = "--network", paramLabel = "NETWORK", description = "The one that it is under.")
                    Optional<String> network,
            @Option(names = "--port", paramLabel = "PORT", description = "The one of its own.") Optional<String> port,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output()
                .list(
                        session.api().get(PATH, Fields.query(limit, "name", name, "network", network, "port", port)),
                        TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a policy.")
    int show(@Mixin Session session, @Parameters(paramLabel = "POLICY") String policy) {
        session.output().one(session.api().get(path(policy)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(
            description =
                    "Changes a policy. Rules that are given replace all of them; --wait waits until they are in force"
                            + " on every host that carries it.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "POLICY") String policy,
            @Mixin QosRuleOptions rules,
            @Option(names = "--no-rules", description = "It has no rules any more.") boolean noRules,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--description", paramLabel = "TEXT") Optional<String> description,
            @Option(names = "--shared", paramLabel = "true|false") Optional<Boolean> shared) {
        List<ObjectNode> given = rules.rules();
        if (noRules && !given.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "qos set: --no-rules is given beside rules");
        }
        Fields fields = new Fields()
                .text("name", name)
                .text("description", description)
                .flag("shared", shared)
                .array("rules", given);
        if (noRules) {
            fields.body().putArray("rules");
        }
        return change.run("PATCH", path(policy), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a policy; refused while it is bound.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "POLICY") String policy) {
        return change.run("DELETE", path(policy), Optional.empty(), GRACE_SECONDS);
    }

    @Command(description = "Lists the rules of a policy.")
    int rules(@Mixin Session session, @Parameters(paramLabel = "POLICY") String policy) {
        session.output().list(session.api().get(path(policy) + "/rules"), RULES);
        return ExitCode.DONE.code();
    }

    @Command(name = "add-rule", description = "Adds one rule to a policy.")
    int addRule(@Mixin Change change, @Parameters(paramLabel = "POLICY") String policy, @Mixin QosRuleOptions options) {
        List<ObjectNode> rules = options.rules();
        if (rules.size() != 1) {
            throw new CliException(ExitCode.USAGE, "qos add-rule: give exactly one of --limit, --dscp, --min");
        }
        return change.run("POST", path(policy) + "/rules", Optional.of(rules.get(0)), GRACE_SECONDS);
    }

    @Command(name = "remove-rule", description = "Takes a rule out of a policy.")
    int removeRule(
            @Mixin Change change,
            @Parameters(paramLabel = "POLICY") String policy,
            @Parameters(
                            paramLabel = "RULE",
                            description = "Its id, or what it is: bandwidth_limit/egress, dscp_marking, ...")
                    String rule) {
        String id = rule;
        for (JsonNode known :
                change.session().api().get(path(policy) + "/rules").path("items")) {
            String type = known.path("type").asText();
            String slot = known.hasNonNull("direction")
                    ? type + "/" + known.path("direction").asText()
                    : type;
            id = slot.equals(rule) ? known.path("id").asText() : id;
        }
        return change.run("DELETE", path(policy) + "/rules/" + ApiClient.part(id), Optional.empty(), GRACE_SECONDS);
    }

    @Command(description = "Lists the networks and ports that a policy is bound to.")
    int bindings(
            @Mixin Session session,
            @Parameters(paramLabel = "POLICY") String policy,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output().list(session.api().get(path(policy) + "/bindings", Fields.query(limit)), BINDINGS);
        return ExitCode.DONE.code();
    }

    @Command(description = "Tells which revision of a policy is in force on which host.")
    int status(
            @Mixin Session session,
            @Parameters(paramLabel = "POLICY") String policy,
            @Option(
                            names = "--wait-revision",
                            paramLabel = "N",
                            description = "Wait until every host that is not offline has it.")
                    Optional<Integer> revision,
            @Option(
                            names = "--timeout",
                            defaultValue = "600",
                            paramLabel = "SECONDS",
                            description = "With --wait-revision: how long at most (default: ${DEFAULT-VALUE}).")
                    int timeout) {
        QosStatusReport report = new QosStatusReport(session, path(policy) + "/status");
        return report.tell(revision, timeout).code();
    }

    @Command(description = "Sees to it once more that a policy is in force where it is bound.")
    int sync(
            @Mixin Change change,
            @Parameters(paramLabel = "POLICY") String policy,
            @Nullable @Option(names = "--host", paramLabel = "HOST", description = "Only there; several are possible.")
                    List<String> hosts) {
        return change.run(
                "POST",
                path(policy) + "/sync",
                new Fields().list("hosts", hosts).given(),
                GRACE_SECONDS);
    }

    @Command(description = "Lists what the drivers of hosts can do.")
    int types(@Mixin Session session, @Option(names = "--compute", paramLabel = "HOST") Optional<String> compute) {
        session.output()
                .list(
                        session.api()
                                .get(
                                        "/v1/qos-rule-types",
                                        compute.map(host -> Map.of("compute", host))
                                                .orElse(Map.of())),
                        Table.of(
                                Table.field("COMPUTE", "/compute"),
                                Table.field("DRIVER", "/driver"),
                                new Table.Column("RULES", QosCommand::supported),
                                Table.field("NETWORKS", "/segments"),
                                Table.field("SECURITY GROUPS", "/security_groups")));
        return ExitCode.DONE.code();
    }

    private static String supported(JsonNode driver) {
        List<String> texts = new ArrayList<>();
        driver.path("rule_types")
                .forEach(type -> type.path("directions")
                        .forEach(direction -> texts.add(type.path("type").asText() + "/" + direction.asText())));
        return texts.isEmpty() ? "-" : String.join(",", texts);
    }

    /** Rules in a few words: {@code egress<=20000,dscp=10,ingress>=1000}. */
    static String rules(JsonNode rules) {
        List<String> texts = new ArrayList<>();
        for (JsonNode rule : rules) {
            String direction = rule.path("direction").asText();
            texts.add(
                    switch (rule.path("type").asText()) {
                        case "bandwidth_limit" ->
                            direction + "<=" + rule.path("max_kbps").asText();
                        case "minimum_bandwidth" ->
                            direction + ">=" + rule.path("min_kbps").asText();
                        default -> "dscp=" + rule.path("dscp_mark").asText();
                    });
        }
        return texts.isEmpty() ? "-" : Table.printable(String.join(",", texts));
    }

    private static String path(String policy) {
        return PATH + "/" + ApiClient.part(policy);
    }
}
