package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark network}: networks with their subnets. */
@Command(name = "network", description = "Networks with their subnets.")
final class NetworkCommand {

    private static final int GRACE_SECONDS = 5;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            new Table.Column("SEGMENT", NetworkCommand::segment),
            Table.field("MTU", "/mtu"),
            new Table.Column("SUBNETS", network -> {
                var cidrs = JsonNodeFactory.instance.arrayNode();
                network.path("subnets").forEach(subnet -> cidrs.add(subnet.path("cidr")));
                return Table.text(cidrs);
            }),
            Table.field("PORTS", "/port_count"),
            Table.field("QOS", "/qos_policy"),
            Table.field("TAGS", "/tags"),
            Table.field("CREATED", "/created_at"));

    private static final Table ROUTES = Table.of(
            Table.field("ID", "/id"),
            Table.field("SUBNET", "/subnet"),
            Table.field("DESTINATION", "/destination"),
            Table.field("NEXT HOP", "/next_hop"));

    @Command(description = "Makes a network with all of its subnets.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Nullable
                    @Option(
                            names = "--subnet",
                            paramLabel = "CIDR[,gateway=IP][,pool=A-B]...",
                            description =
                                    "IPv4 or IPv6; several are possible. After a comma: name, gateway, pool, dns, route, policy, reuse, domain, tag.")
                    List<String> subnets,
            @Option(names = "--family", paramLabel = "any|both|both_required") Optional<String> family,
            @Option(names = "--mtu", paramLabel = "BYTES") Optional<Integer> mtu,
            @Option(names = "--driver", paramLabel = "NAME") Optional<String> driver,
            @Option(
                            names = "--segment",
                            paramLabel = "flat|vlan|vxlan[,physical=NAME][,id=N]",
                            description = "How it is kept apart; an id that is not given comes from a segment pool.")
                    Optional<String> segment,
            @Option(names = "--qos", paramLabel = "POLICY", description = "QoS policy of its ports.")
                    Optional<String> qos,
            @Option(names = "--shared", description = "Other projects may use it.") boolean shared,
            @Nullable @Option(names = "--tag", paramLabel = "TAG") List<String> tags) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .text("family", family)
                .number("mtu", mtu)
                .text("driver", driver)
                .text("qos_policy", qos)
                .flag("shared", shared ? Optional.of(true) : Optional.empty())
                .list("tags", tags)
                .object("segment", segment.map(NetworkCommand::segment))
                .array(
                        "subnets",
                        Fields.orEmpty(subnets).stream()
                                .map(SubnetFields::ofText)
                                .toList());
        return change.run("POST", "/v1/networks", fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists networks.")
    int list(
            @Mixin Session session,
            @Option(names = "--name", paramLabel = "NAME", description = "Only the one of this name.")
                    Optional<String> name,
            @Option(names = "--tag", paramLabel = "TAG") Optional<String> tag,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output().list(session.api().get("/v1/networks", Fields.query(limit, "name", name, "tag", tag)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a network.")
    int show(
            @Mixin Session session,
            @Parameters(paramLabel = "NETWORK") String network,
            @Option(names = "--include", paramLabel = "ports", description = "What to bring along (-o json).")
                    Optional<String> include) {
        Map<String, String> query = new HashMap<>();
        include.ifPresent(text -> query.put("include", text));
        session.output().one(session.api().get(path(network), query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a network.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--family", paramLabel = "any|both|both_required") Optional<String> family,
            @Option(names = "--mtu", paramLabel = "BYTES") Optional<Integer> mtu,
            @Option(names = "--shared", paramLabel = "true|false") Optional<Boolean> shared,
            @Option(
                            names = "--qos",
                            paramLabel = "POLICY|none",
                            description = "QoS policy of its ports; with --wait until it is in force on their hosts.")
                    Optional<String> qos,
            @Nullable @Option(names = "--tag", paramLabel = "TAG", description = "Several are possible; \"\": none.")
                    List<String> tags) {
        Fields fields = new Fields()
                .text("name", name)
                .text("family", family)
                .number("mtu", mtu)
                .flag("shared", shared)
                .reference("qos_policy", qos)
                .list("tags", tags);
        return change.run("PATCH", path(network), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Unmakes a network; refused while ports are on it.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "NETWORK") String network) {
        return change.run("DELETE", path(network), Optional.empty(), GRACE_SECONDS);
    }

    @Command(description = "Lists the routes that a network's guests get.")
    int routes(@Mixin Session session, @Parameters(paramLabel = "NETWORK") String network) {
        session.output().list(session.api().get(path(network) + "/routes"), ROUTES);
        return ExitCode.DONE.code();
    }

    @Command(name = "add-route", description = "Adds a route, to the subnet that holds the next hop.")
    int addRoute(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "CIDR=NEXT_HOP") String route) {
        return change.run("POST", path(network) + "/routes", Optional.of(SubnetFields.route(route)), GRACE_SECONDS);
    }

    @Command(name = "remove-route", description = "Takes a route away; its id is what `network routes` shows.")
    int removeRoute(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "ROUTE") String route) {
        return change.run(
                "DELETE", path(network) + "/routes/" + ApiClient.part(route), Optional.empty(), GRACE_SECONDS);
    }

    private static String path(String network) {
        return "/v1/networks/" + ApiClient.part(network);
    }

    private static ObjectNode segment(String text) {
        String[] parts = text.split(",", -1);
        ObjectNode segment = JsonNodeFactory.instance.objectNode().put("type", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String[] pair = Fields.halves(parts[i], "=", "--segment", "NAME=VALUE");
            switch (pair[0]) {
                case "physical" -> segment.put("physical", pair[1]);
                case "id" -> segment.put("id", Quantities.whole(pair[1], "--segment id"));
                default ->
                    throw new CliException(ExitCode.USAGE, "--segment: unknown \"" + pair[0] + "\" (physical, id)");
            }
        }
        return segment;
    }

    private static String segment(JsonNode network) {
        JsonNode segment = network.path("segment");
        return Table.text(segment.path("type"))
                + (segment.has("physical") ? " " + Table.text(segment.path("physical")) : "")
                + (segment.has("id") ? " " + Table.text(segment.path("id")) : "");
    }
}
