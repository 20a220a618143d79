package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark quota}: what projects may have at most. */
@Command(name = "quota", description = "What projects may have at most.")
final class QuotaCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/quotas";
    private static final String UNLIMITED = "none";

    private static final Table TABLE = Table.of(
            Table.field("PROJECT", "/project"),
            Table.field("NETWORKS", "/networks"),
            Table.field("SUBNETS", "/subnets"),
            Table.field("PORTS", "/ports"),
            Table.field("ADDRESSES PER PORT", "/addresses_per_port"),
            Table.field("USED NETWORKS", "/used/networks"),
            Table.field("USED SUBNETS", "/used/subnets"),
            Table.field("USED PORTS", "/used/ports"));

    @Command(description = "Lists quotas.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get(PATH), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a project's quota and what it has.")
    int show(@Mixin Session session, @Parameters(paramLabel = "PROJECT") String project) {
        session.output().one(session.api().get(PATH + "/" + ApiClient.part(project)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Sets a project's quota; what is left out is not limited.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "PROJECT") String project,
            @Option(names = "--networks", paramLabel = "N|none") Optional<String> networks,
            @Option(names = "--subnets", paramLabel = "N|none") Optional<String> subnets,
            @Option(names = "--ports", paramLabel = "N|none") Optional<String> ports,
            @Option(names = "--addresses-per-port", paramLabel = "N|none") Optional<String> addresses) {
        Fields fields = new Fields()
                .number("networks", limit(networks, "--networks"))
                .number("subnets", limit(subnets, "--subnets"))
                .number("ports", limit(ports, "--ports"))
                .number("addresses_per_port", limit(addresses, "--addresses-per-port"));
        return change.run("PUT", PATH + "/" + ApiClient.part(project), fields.given(), GRACE_SECONDS);
    }

    private static Optional<Integer> limit(Optional<String> text, String option) {
        return text.filter(value -> !value.equals(UNLIMITED)).map(value -> Quantities.whole(value, option));
    }
}
