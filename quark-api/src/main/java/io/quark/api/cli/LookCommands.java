package io.quark.api.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nouns that can only be looked at so far. */
final class LookCommands {

    private LookCommands() {}

    /** {@code quark port}. */
    @Command(name = "port", description = "Ports: the places of devices on networks.")
    static final class Ports {

        private static final Table TABLE = Table.of(
                Table.field("ID", "/id"),
                Table.field("NETWORK", "/network"),
                Table.field("MAC", "/mac"),
                Table.field("IPS", "/ips"),
                Table.field("DEVICE", "/device/id"));

        @Command(description = "Lists ports.")
        int list(
                @Mixin Session session,
                @Option(names = "--network", paramLabel = "NETWORK") Optional<String> network,
                @Option(names = "--limit", defaultValue = "100") int limit) {
            session.output().list(session.api().get("/v1/ports", query(network, limit)), TABLE);
            return ExitCode.DONE.code();
        }
    }

    /** {@code quark address}. */
    @Command(name = "address", description = "Addresses: handed out or cooling.")
    static final class Addresses {

        private static final Table TABLE = Table.of(
                Table.field("IP", "/ip"),
                Table.field("STATE", "/state"),
                Table.field("NETWORK", "/network"),
                Table.field("PORTS", "/ports"),
                Table.field("SINCE", "/since"));

        @Command(description = "Lists addresses.")
        int list(
                @Mixin Session session,
                @Option(names = "--network", paramLabel = "NETWORK") Optional<String> network,
                @Option(names = "--limit", defaultValue = "100") int limit) {
            session.output().list(session.api().get("/v1/addresses", query(network, limit)), TABLE);
            return ExitCode.DONE.code();
        }
    }

    /** {@code quark orc}. */
    @Command(name = "orc", description = "The orchestrators and their shards.")
    static final class Orcs {

        private static final Table TABLE = Table.of(
                Table.field("NAME", "/name"), Table.field("SINCE", "/since"), Table.field("SHARDS", "/shards"));

        @Command(description = "Lists orchestrators.")
        int list(@Mixin Session session) {
            session.output().list(session.api().get("/v1/orcs"), TABLE);
            return ExitCode.DONE.code();
        }
    }

    private static Map<String, String> query(Optional<String> network, int limit) {
        Map<String, String> query = new HashMap<>();
        query.put("limit", Integer.toString(limit));
        network.ifPresent(text -> query.put("network", text));
        return query;
    }
}
