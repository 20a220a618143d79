package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark compute}: hypervisors. */
@Command(name = "compute", description = "Hypervisors.")
final class ComputeCommand {

    private static final Table TABLE = Table.of(
            Table.field("NAME", "/name"),
            Table.field("STATE", "/state"),
            Table.field("HYPERVISOR", "/self/hypervisor/kind"),
            Table.field("ZONE", "/self/zone"),
            Table.field("RAM", "/capacity/ram"),
            Table.field("FREE RAM", "/free/ram"),
            Table.field("CPU", "/capacity/cpu"),
            Table.field("FREE CPU", "/free/cpu"),
            new Table.Column("DRIVERS", compute -> drivers(compute.at("/self/network/drivers"))),
            new Table.Column(
                    "MACHINES",
                    compute -> Integer.toString(compute.path("instances").size())));

    private static String drivers(JsonNode drivers) {
        List<String> names = new ArrayList<>();
        drivers.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "-" : Table.printable(String.join(",", names));
    }

    @Command(description = "Lists computes.")
    int list(
            @Mixin Session session,
            @Option(
                            names = "--limit",
                            defaultValue = "1000",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output().list(session.api().get("/v1/computes", Map.of("limit", Integer.toString(limit))), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a compute.")
    int show(@Mixin Session session, @Parameters(paramLabel = "HOST") String host) {
        session.output().one(session.api().get("/v1/computes/" + ApiClient.part(host)), TABLE);
        return ExitCode.DONE.code();
    }
}
