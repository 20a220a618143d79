package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark security-group}: what may reach ports, and what they may reach. */
@Command(name = "security-group", description = "Security groups: what may reach ports, and what they may reach.")
final class SecurityGroupCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/security-groups";
    private static final String RULE = "in|out[,PROTOCOL][,port=N[-M]][,cidr=CIDR|,group=GROUP]";

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            new Table.Column("RULES", SecurityGroupCommand::rules),
            Table.field("PORTS", "/member_count"),
            Table.field("REVISION", "/revision"));

    @Command(description = "Makes a group.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Nullable
                    @Option(
                            names = "--rule",
                            paramLabel = RULE,
                            description =
                                    "Lets through what a machine receives (in) or sends (out); several are possible,"
                                            + " e.g. in,tcp,port=22,cidr=10.0.0.0/8 or in,group=self.")
                    List<String> rules,
            @Option(names = "--description", paramLabel = "TEXT") Optional<String> description) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .text("description", description)
                .array("rules", bodies(rules));
        return change.run("POST", PATH, fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists groups.")
    int list(
            @Mixin Session session,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output().list(session.api().get(PATH, Fields.query(limit)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a group.")
    int show(@Mixin Session session, @Parameters(paramLabel = "GROUP") String group) {
        session.output().one(session.api().get(path(group)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a group; rules that are given replace all of them.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "GROUP") String group,
            @Nullable @Option(names = "--rule", paramLabel = RULE) List<String> rules,
            @Option(names = "--no-rules", description = "Nothing passes but answers.") boolean noRules,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--description", paramLabel = "TEXT") Optional<String> description) {
        Fields fields =
                new Fields().text("name", name).text("description", description).array("rules", bodies(rules));
        if (noRules) {
            fields.body().putArray("rules");
        }
        return change.run("PATCH", path(group), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a group; refused while ports are in it.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "GROUP") String group) {
        return change.run("DELETE", path(group), Optional.empty(), GRACE_SECONDS);
    }

    private static List<ObjectNode> bodies(@Nullable List<String> rules) {
        return Fields.orEmpty(rules).stream().map(SecurityGroupCommand::rule).toList();
    }

    /** A rule as the api takes it. */
    static ObjectNode rule(String text) {
        String[] parts = text.split(",", -1);
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        switch (parts[0]) {
            case "in", "ingress" -> rule.put("direction", "ingress");
            case "out", "egress" -> rule.put("direction", "egress");
            default -> throw notOfForm(text);
        }
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length == 1) {
                rule.put("protocol", pair[0]);
                continue;
            }
            switch (pair[0]) {
                case "port" -> {
                    String[] ends = pair[1].split("-", 2);
                    rule.put("port_min", Quantities.whole(ends[0], "--rule port"));
                    rule.put("port_max", Quantities.whole(ends[ends.length - 1], "--rule port"));
                }
                case "cidr", "group" -> rule.put(pair[0], pair[1]);
                default -> throw notOfForm(text);
            }
        }
        return rule;
    }

    private static CliException notOfForm(String text) {
        return new CliException(ExitCode.USAGE, "--rule: \"" + text + "\" is not of the form " + RULE);
    }

    private static String rules(JsonNode group) {
        List<String> texts = new ArrayList<>();
        for (JsonNode rule : group.path("rules")) {
            StringBuilder text = new StringBuilder(
                            rule.path("direction").asText().equals("ingress") ? "in" : "out")
                    .append(' ')
                    .append(rule.path("protocol").asText());
            if (rule.hasNonNull("port_min")) {
                text.append(' ').append(rule.path("port_min").asText());
                if (!rule.path("port_min").equals(rule.path("port_max"))) {
                    text.append('-').append(rule.path("port_max").asText());
                }
            }
            for (String whom : new String[] {"cidr", "group"}) {
                if (rule.hasNonNull(whom)) {
                    text.append(' ').append(rule.path(whom).asText());
                }
            }
            texts.add(text.toString());
        }
        return texts.isEmpty() ? "-" : Table.printable(String.join("; ", texts));
    }

    private static String path(String group) {
        return PATH + "/" + ApiClient.part(group);
    }
}
