package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark mac-range}: where MACs come from. */
@Command(name = "mac-range", description = "Ranges that MACs are handed out from.")
final class MacRangeCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/mac-ranges";

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("CIDR", "/cidr"),
            Table.field("STATE", "/state"),
            Table.field("SIZE", "/usage/size"),
            Table.field("ALLOCATED", "/usage/allocated"),
            Table.field("COOLING", "/usage/cooling"));

    @Command(description = "Adds a range, e.g. 52:54:00/24.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "MAC/BITS") String cidr,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--reuse-after", paramLabel = "SECONDS") Optional<Integer> reuseAfter) {
        Fields fields =
                new Fields().text("cidr", Optional.of(cidr)).text("name", name).number("reuse_after_s", reuseAfter);
        return change.run("POST", PATH, fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists ranges.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get(PATH), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a range.")
    int show(@Mixin Session session, @Parameters(paramLabel = "RANGE") String range) {
        session.output().one(session.api().get(PATH + "/" + ApiClient.part(range)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a range.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "RANGE") String range,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--state", paramLabel = "active|disabled", description = "disabled: gives nothing more.")
                    Optional<String> state,
            @Option(names = "--reuse-after", paramLabel = "SECONDS") Optional<Integer> reuseAfter) {
        Fields fields = new Fields().text("name", name).text("state", state).number("reuse_after_s", reuseAfter);
        return change.run("PATCH", PATH + "/" + ApiClient.part(range), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a range; refused while MACs of it are in use.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "RANGE") String range) {
        return change.run("DELETE", PATH + "/" + ApiClient.part(range), Optional.empty(), GRACE_SECONDS);
    }
}
