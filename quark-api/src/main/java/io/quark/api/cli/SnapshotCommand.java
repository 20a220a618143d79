package io.quark.api.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark snapshot}: machines as they were. */
@Command(name = "snapshot", description = "Machines as they were; `instance restore` brings one back.")
final class SnapshotCommand {

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("INSTANCE", "/instance"),
            Table.field("MEMORY", "/memory"),
            Table.field("STATUS", "/status"),
            Table.field("SIZE", "/size"),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Keeps a machine's root disk as it is now; the machine goes on.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--memory", description = "Keep its memory, too, so that it goes on where it was.")
                    boolean memory) {
        Fields fields = new Fields()
                .text("instance", Optional.of(instance))
                .text("name", Optional.of(name))
                .flag("memory", Fields.ifSet(memory));
        return change.run("POST", "/v1/snapshots", fields.given(), 0);
    }

    @Command(description = "Lists snapshots.")
    int list(
            @Mixin Session session,
            @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only those of this machine.")
                    Optional<String> instance,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only those of this status.")
                    Optional<String> status,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query = Fields.query(limit, "instance", instance, "status", status);
        session.output().list(session.api().get("/v1/snapshots", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a snapshot.")
    int show(@Mixin Session session, @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        session.output().one(session.api().get(path(snapshot)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(name = "to-image", description = "Makes an image of a snapshot's disk, for every host to use.")
    int toImage(
            @Mixin Change change,
            @Parameters(paramLabel = "SNAPSHOT") String snapshot,
            @Parameters(paramLabel = "NAME") String name) {
        return change.run(
                "POST",
                path(snapshot) + "/image",
                new Fields().text("name", Optional.of(name)).given(),
                0);
    }

    @Command(description = "Removes a snapshot; its machine stays as it is.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        return change.run("DELETE", path(snapshot), Optional.empty(), 0);
    }

    private static String path(String snapshot) {
        return "/v1/snapshots/" + ApiClient.part(snapshot);
    }
}
