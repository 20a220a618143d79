package io.quark.api.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
            Table.field("DRIVER", "/driver"),
            Table.field("MTU", "/mtu"),
            new Table.Column("SUBNETS", network -> {
                var cidrs = JsonNodeFactory.instance.arrayNode();
                network.path("subnets").forEach(subnet -> cidrs.add(subnet.path("cidr")));
                return Table.text(cidrs);
            }),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Makes a network with all of its subnets.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--subnet", paramLabel = "CIDR", description = "IPv4 or IPv6; several are possible.")
                    @Nullable
                    List<String> subnets,
            @Option(names = "--family", paramLabel = "any|both|both_required") Optional<String> family,
            @Option(names = "--mtu", paramLabel = "BYTES") Optional<Integer> mtu,
            @Option(names = "--driver", paramLabel = "NAME") Optional<String> driver,
            @Option(names = "--shared", description = "Other projects may use it.") boolean shared) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
        for (String cidr : subnets == null ? List.<String>of() : subnets) {
            body.withArray("subnets").addObject().put("cidr", cidr);
        }
        family.ifPresent(text -> body.put("family", text));
        mtu.ifPresent(bytes -> body.put("mtu", bytes));
        driver.ifPresent(text -> body.put("driver", text));
        if (shared) {
            body.put("shared", true);
        }
        return change.run("POST", "/v1/networks", Optional.of(body), GRACE_SECONDS);
    }

    @Command(description = "Lists networks.")
    int list(@Mixin Session session, @Option(names = "--limit", defaultValue = "100") int limit) {
        session.output().list(session.api().get("/v1/networks", Map.of("limit", Integer.toString(limit))), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a network.")
    int show(@Mixin Session session, @Parameters(paramLabel = "NETWORK") String network) {
        session.output().one(session.api().get("/v1/networks/" + ApiClient.part(network)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Unmakes a network; refused while ports are on it.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "NETWORK") String network) {
        return change.run("DELETE", "/v1/networks/" + ApiClient.part(network), Optional.empty(), GRACE_SECONDS);
    }
}
