package io.quark.api.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quark orc}: the orchestrators. */
@Command(name = "orc", description = "The orchestrators and their shards.")
final class OrcCommand {

    private static final Table TABLE =
            Table.of(Table.field("NAME", "/name"), Table.field("SINCE", "/since"), Table.field("SHARDS", "/shards"));

    @Command(description = "Lists orchestrators.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get("/v1/orcs"), TABLE);
        return ExitCode.DONE.code();
    }
}
