package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark mac}: MACs that devices have. */
@Command(name = "mac", description = "MACs: of ports, of devices without one, or cooling.")
final class MacCommand {

    private static final int GRACE_SECONDS = 5;

    private static final Table TABLE = Table.of(
            Table.field("MAC", "/mac"),
            Table.field("STATE", "/state"),
            Table.field("RANGE", "/range"),
            Table.field("PORTS", "/ports"),
            Table.field("DEVICE", "/device/id"),
            Table.field("NOTE", "/note"),
            Table.field("SINCE", "/since"));

    @Command(description = "Takes a MAC for a device that has no port.")
    int create(
            @Mixin Change change,
            @Option(names = "--mac", paramLabel = "MAC", description = "This one; else the next.") Optional<String> mac,
            @Option(names = "--device", paramLabel = "TYPE:ID") Optional<String> device,
            @Option(names = "--note", paramLabel = "TEXT", description = "Why, for people.") Optional<String> note) {
        Fields fields = new Fields()
                .text("mac", mac)
                .object("device", Fields.device(device))
                .text("note", note);
        return change.run("POST", "/v1/macs", fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists MACs that are not free.")
    int list(
            @Mixin Session session,
            @Option(names = "--mac", paramLabel = "MAC") Optional<String> mac,
            @Option(names = "--range", paramLabel = "RANGE") Optional<String> range,
            @Option(names = "--device", paramLabel = "ID", description = "Only those of this device.")
                    Optional<String> device,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output()
                .list(
                        session.api()
                                .get("/v1/macs", Fields.query(limit, "mac", mac, "range", range, "device", device)),
                        TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Gives a MAC back.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "MAC") String mac) {
        return change.run("DELETE", "/v1/macs/" + ApiClient.part(mac), Optional.empty(), GRACE_SECONDS);
    }
}
