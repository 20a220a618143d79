package io.quark.api.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark subnet}: the ranges of addresses of networks. */
@Command(name = "subnet", description = "Subnets of networks.")
final class SubnetCommand {

    private static final int GRACE_SECONDS = 5;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("NETWORK", "/network"),
            Table.field("CIDR", "/cidr"),
            Table.field("GATEWAY", "/gateway"),
            Table.field("ALLOCATED", "/usage/allocated"),
            Table.field("COOLING", "/usage/cooling"),
            Table.field("FREE", "/usage/free"));

    @Command(description = "Adds a subnet to a network.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "CIDR") String cidr,
            @Mixin SubnetFields options) {
        return change.run(
                "POST",
                path(network),
                options.fields().text("cidr", Optional.of(cidr)).given(),
                GRACE_SECONDS);
    }

    @Command(description = "Lists subnets.")
    int list(
            @Mixin Session session,
            @Option(names = "--network", paramLabel = "NETWORK", description = "Only those on this network.")
                    Optional<String> network,
            @Option(names = "--cidr", paramLabel = "CIDR") Optional<String> cidr,
            @Option(names = "--name", paramLabel = "NAME", description = "Only the one of this name.")
                    Optional<String> name,
            @Option(names = "--tag", paramLabel = "TAG") Optional<String> tag,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query = Fields.query(limit, "network", network, "cidr", cidr, "name", name, "tag", tag);
        session.output().list(session.api().get("/v1/subnets", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a subnet.")
    int show(
            @Mixin Session session,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "SUBNET") String subnet) {
        session.output().one(session.api().get(path(network, subnet)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a subnet; refused where an address in use would be in the way.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "SUBNET") String subnet,
            @Mixin SubnetFields options) {
        return change.run("PATCH", path(network, subnet), options.fields().given(), GRACE_SECONDS);
    }

    @Command(description = "Removes a subnet; refused while addresses of it are in use.")
    int delete(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Parameters(paramLabel = "SUBNET") String subnet) {
        return change.run("DELETE", path(network, subnet), Optional.empty(), GRACE_SECONDS);
    }

    private static String path(String network) {
        return "/v1/networks/" + ApiClient.part(network) + "/subnets";
    }

    private static String path(String network, String subnet) {
        return path(network) + "/" + ApiClient.part(subnet);
    }
}
