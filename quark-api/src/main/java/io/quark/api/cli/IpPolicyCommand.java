package io.quark.api.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark ip-policy}: what is never handed out. */
@Command(name = "ip-policy", description = "Policies of addresses that are never handed out.")
final class IpPolicyCommand {

    private static final int GRACE_SECONDS = 5;
    private static final String PATH = "/v1/ip-policies";

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("EXCLUDE", "/exclude"),
            Table.field("SUBNETS", "/subnets"));

    @Command(description = "Makes a policy.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Nullable
                    @Option(
                            names = "--exclude",
                            paramLabel = "WHAT",
                            description =
                                    "A CIDR, an address, a range A-B, or offsets in the subnet: 0-9, -10--1 from its end. Several are possible.")
                    List<String> exclude,
            @Option(names = "--shared", description = "Other projects may use it.") boolean shared) {
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .list("exclude", Fields.orEmpty(exclude))
                .flag("shared", shared ? Optional.of(true) : Optional.empty());
        return change.run("POST", PATH, fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists policies.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get(PATH), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a policy.")
    int show(@Mixin Session session, @Parameters(paramLabel = "POLICY") String policy) {
        session.output().one(session.api().get(PATH + "/" + ApiClient.part(policy)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a policy; refused where an address in use would be excluded.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "POLICY") String policy,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Nullable @Option(names = "--exclude", paramLabel = "WHAT", description = "All of them; \"\": none.")
                    List<String> exclude,
            @Option(names = "--shared", paramLabel = "true|false") Optional<Boolean> shared) {
        Fields fields = new Fields().text("name", name).list("exclude", exclude).flag("shared", shared);
        return change.run("PATCH", PATH + "/" + ApiClient.part(policy), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a policy; refused while subnets use it.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "POLICY") String policy) {
        return change.run("DELETE", PATH + "/" + ApiClient.part(policy), Optional.empty(), GRACE_SECONDS);
    }
}
