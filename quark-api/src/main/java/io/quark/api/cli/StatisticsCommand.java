package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quark instance statistics}: what a machine has used. */
@Command(name = "statistics", description = "Shows what a machine has used since it was started.")
final class StatisticsCommand implements Callable<Integer> {

    private static final double NANOS = 1e9;
    private static final double MIB = 1 << 20;

    private static final Table MACHINE = Table.of(
            Table.field("RUNNING", "/running"),
            Table.field("VCPUS", "/cpu/vcpus"),
            new Table.Column(
                    "CPU SECONDS",
                    of -> String.format(
                            Locale.ROOT, "%.2f", of.at("/cpu/time_ns").asDouble() / NANOS)),
            mebibytes("MEMORY MIB", "/memory/current"),
            mebibytes("RESIDENT MIB", "/memory/rss"),
            mebibytes("UNUSED MIB", "/memory/unused"));

    private static final Table DISKS = Table.of(
            Table.field("DISK", "/name"),
            Table.field("READ BYTES", "/read_bytes"),
            Table.field("READS", "/read_requests"),
            Table.field("WRITTEN BYTES", "/written_bytes"),
            Table.field("WRITES", "/write_requests"));

    private static final Table INTERFACES = Table.of(
            Table.field("INTERFACE", "/name"),
            Table.field("MAC", "/mac"),
            Table.field("RECEIVED BYTES", "/received_bytes"),
            Table.field("PACKETS", "/received_packets"),
            Table.field("SENT BYTES", "/sent_bytes"),
            Table.field("PACKETS", "/sent_packets"),
            Table.field("DROPPED", "/dropped_packets"));

    @Mixin
    private final Session session = new Session();

    @Parameters(paramLabel = "INSTANCE")
    private String instance = "";

    @Override
    public Integer call() {
        JsonNode statistics = session.api().get(InstancePaths.of(instance, "statistics"));
        Output output = session.output();
        if (session.format() != Output.Format.table) {
            output.raw(statistics);
            return ExitCode.DONE.code();
        }
        MACHINE.print(List.of(statistics), output.out());
        devices(DISKS, statistics.path("disks"), output);
        devices(INTERFACES, statistics.path("interfaces"), output);
        output.out().flush();
        return ExitCode.DONE.code();
    }

    private static void devices(Table table, JsonNode rows, Output output) {
        if (!rows.isEmpty()) {
            output.line("");
            table.print(rows, output.out());
        }
    }

    private static Table.Column mebibytes(String title, String pointer) {
        return new Table.Column(
                title,
                of -> of.at(pointer).isNumber()
                        ? String.format(Locale.ROOT, "%.0f", of.at(pointer).asDouble() / MIB)
                        : "-");
    }
}
