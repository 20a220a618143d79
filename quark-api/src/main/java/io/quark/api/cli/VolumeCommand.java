package io.quark.api.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark volume}: disks that outlive machines. */
@Command(name = "volume", description = "Disks that live longer than the machines that they are attached to.")
final class VolumeCommand {

    private static final int GRACE_SECONDS = 10;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("SIZE", "/size"),
            Table.field("STATUS", "/status"),
            Table.field("COMPUTE", "/compute"),
            Table.field("INSTANCE", "/instance"),
            Table.field("DEVICE", "/device"),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Makes a volume; its disk is made on the host of the first machine that it is attached to.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--size", required = true, paramLabel = "SIZE", description = "E.g. 512M or 10G.")
                    String size,
            @Option(names = "--pool", paramLabel = "POOL", description = "Storage pool; else the host's own directory.")
                    Optional<String> pool,
            @Nullable @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Several are possible.")
                    Map<String, String> labels) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .size("size", Optional.of(size), "--size")
                .text("pool", pool)
                .map("labels", labels);
        return change.run("POST", "/v1/volumes", fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists volumes.")
    int list(
            @Mixin Session session,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only those of this status.")
                    Optional<String> status,
            @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only those of this machine.")
                    Optional<String> instance,
            @Option(names = "--compute", paramLabel = "HOST", description = "Only those on this host.")
                    Optional<String> compute,
            @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Only those with this label.")
                    Optional<String> label,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query =
                Fields.query(limit, "status", status, "instance", instance, "compute", compute, "label", label);
        session.output().list(session.api().get("/v1/volumes", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a volume.")
    int show(@Mixin Session session, @Parameters(paramLabel = "VOLUME") String volume) {
        session.output().one(session.api().get(path(volume)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Makes a volume larger, also while it is attached.")
    int grow(
            @Mixin Change change,
            @Parameters(paramLabel = "VOLUME") String volume,
            @Parameters(paramLabel = "SIZE") String size) {
        return change.run(
                "PATCH",
                path(volume),
                new Fields().size("size", Optional.of(size), "SIZE").given(),
                0);
    }

    @Command(description = "Removes a volume with all that is on it; refused while it is attached.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "VOLUME") String volume) {
        return change.run("DELETE", path(volume), Optional.empty(), 0);
    }

    private static String path(String volume) {
        return "/v1/volumes/" + ApiClient.part(volume);
    }
}
