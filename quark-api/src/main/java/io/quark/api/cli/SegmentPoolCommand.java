package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark segment-pool}: where VLAN and VXLAN ids come from. */
@Command(name = "segment-pool", description = "Pools of VLAN and VXLAN ids.")
final class SegmentPoolCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/segment-pools";

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("TYPE", "/type"),
            Table.field("PHYSICAL", "/physical"),
            Table.field("FIRST", "/first"),
            Table.field("LAST", "/last"),
            Table.field("ALLOCATED", "/usage/allocated"),
            Table.field("COOLING", "/usage/cooling"));

    @Command(description = "Adds a pool.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--type", required = true, paramLabel = "vlan|vxlan") String type,
            @Option(names = "--physical", paramLabel = "NAME", description = "For VLAN: the physical network.")
                    Optional<String> physical,
            @Option(names = "--first", required = true, paramLabel = "ID") int first,
            @Option(names = "--last", required = true, paramLabel = "ID") int last,
            @Option(names = "--reuse-after", paramLabel = "SECONDS") Optional<Integer> reuseAfter) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .text("type", Optional.of(type))
                .text("physical", physical)
                .number("first", Optional.of(first))
                .number("last", Optional.of(last))
                .number("reuse_after_s", reuseAfter);
        return change.run("POST", PATH, fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists pools.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get(PATH), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a pool.")
    int show(@Mixin Session session, @Parameters(paramLabel = "POOL") String pool) {
        session.output().one(session.api().get(PATH + "/" + ApiClient.part(pool)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a pool; refused where an id in use would be left outside.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "POOL") String pool,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--first", paramLabel = "ID") Optional<Integer> first,
            @Option(names = "--last", paramLabel = "ID") Optional<Integer> last,
            @Option(names = "--reuse-after", paramLabel = "SECONDS") Optional<Integer> reuseAfter) {
        Fields fields = new Fields()
                .text("name", name)
                .number("first", first)
                .number("last", last)
                .number("reuse_after_s", reuseAfter);
        return change.run("PATCH", PATH + "/" + ApiClient.part(pool), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a pool; refused while ids of it are in use.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "POOL") String pool) {
        return change.run("DELETE", PATH + "/" + ApiClient.part(pool), Optional.empty(), GRACE_SECONDS);
    }
}
