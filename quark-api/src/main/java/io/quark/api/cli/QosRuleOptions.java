package io.quark.api.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rules of a QoS policy as options. */
final class QosRuleOptions {

    private static final String FORM = "egress=RATE or ingress=RATE";

    @Nullable
    @Option(
            names = "--limit",
            paramLabel = "egress|ingress=RATE",
            description =
                    "What a machine may send or receive at most; RATE as 20mbit, 512kbit, 1gbit; a bare number is kbit/s. Once for each direction.")
    private List<String> limits;

    @Nullable
    @Option(
            names = "--burst",
            paramLabel = "egress|ingress=SIZE",
            description = "With --limit: what may go at once, as 16mbit; 80 %% of a second's unless given.")
    private List<String> bursts;

    @Nullable
    @Option(
            names = "--min",
            paramLabel = "egress|ingress=RATE",
            description = "What a machine is promised: it goes only where that is left.")
    private List<String> minima;

    @Option(names = "--dscp", paramLabel = "MARK", description = "The DSCP mark of what a machine sends.")
    private Optional<Integer> dscp = Optional.empty();

    /** The rules as the api takes them; empty where no option was given. */
    List<ObjectNode> rules() {
        List<ObjectNode> rules = new ArrayList<>();
        Map<String, Long> bursting = new HashMap<>();
        for (String burst : Fields.orEmpty(bursts)) {
            String[] parts = halves(burst, "--burst");
            bursting.put(parts[0], Quantities.kilobits(parts[1], "--burst"));
        }
        for (String limit : Fields.orEmpty(limits)) {
            String[] parts = halves(limit, "--limit");
            ObjectNode rule = rule("bandwidth_limit")
                    .put("direction", parts[0])
                    .put("max_kbps", Quantities.kilobits(parts[1], "--limit"));
            Optional.ofNullable(bursting.remove(parts[0])).ifPresent(burst -> rule.put("max_burst_kbps", burst));
            rules.add(rule);
        }
        if (!bursting.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--burst " + bursting.keySet().iterator().next() + ": there is no --limit for that direction");
        }
        dscp.ifPresent(mark -> rules.add(rule("dscp_marking").put("dscp_mark", mark)));
        for (String minimum : Fields.orEmpty(minima)) {
            String[] parts = halves(minimum, "--min");
            rules.add(rule("minimum_bandwidth")
                    .put("direction", parts[0])
                    .put("min_kbps", Quantities.kilobits(parts[1], "--min")));
        }
        return rules;
    }

    private static ObjectNode rule(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static String[] halves(String text, String option) {
        String[] parts = Fields.halves(text, "=", option, FORM);
        if (!parts[0].equals("egress") && !parts[0].equals("ingress")) {
            throw new CliException(ExitCode.USAGE, option + ": \"" + text + "\" is not of the form " + FORM);
        }
        return parts;
    }
}
