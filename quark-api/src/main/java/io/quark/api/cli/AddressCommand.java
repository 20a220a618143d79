package io.quark.api.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark address}: addresses that are not free, and those that are had without a port. */
@Command(name = "address", description = "Addresses: handed out, shared, reserved, or cooling.")
final class AddressCommand {

    private static final int GRACE_SECONDS = 5;

    private static final Table TABLE = Table.of(
            Table.field("IP", "/ip"),
            Table.field("STATE", "/state"),
            Table.field("NETWORK", "/network"),
            Table.field("PORTS", "/ports"),
            Table.field("DEVICE", "/device/id"),
            Table.field("NOTE", "/note"),
            Table.field("SINCE", "/since"));

    @Command(
            description = "Takes an address for several ports to share, for a device without a port, or to reserve it.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK") String network,
            @Option(names = "--ip", paramLabel = "IP", description = "This one; else the next.") Optional<String> ip,
            @Option(names = "--subnet", paramLabel = "SUBNET") Optional<String> subnet,
            @Nullable @Option(names = "--port", paramLabel = "PORT", description = "Several share it.")
                    List<String> ports,
            @Option(names = "--device", paramLabel = "TYPE:ID") Optional<String> device,
            @Option(names = "--note", paramLabel = "TEXT", description = "Why, for people.") Optional<String> note) {
        Fields fields = new Fields()
                .text("network", Optional.of(network))
                .text("ip", ip)
                .text("subnet", subnet)
                .list("ports", ports)
                .object("device", Fields.device(device))
                .text("note", note);
        return change.run("POST", "/v1/addresses", fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists addresses that are not free.")
    int list(
            @Mixin Session session,
            @Option(names = "--network", paramLabel = "NETWORK", description = "Only those on this network.")
                    Optional<String> network,
            @Option(names = "--subnet", paramLabel = "SUBNET") Optional<String> subnet,
            @Option(names = "--ip", paramLabel = "IP") Optional<String> ip,
            @Option(
                            names = "--state",
                            paramLabel = "allocated|reserved|cooling|excluded|gateway",
                            description = "Only those in this state.")
                    Optional<String> state,
            @Option(names = "--device", paramLabel = "ID", description = "Only those of this device.")
                    Optional<String> device,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query =
                Fields.query(limit, "network", network, "subnet", subnet, "ip", ip, "state", state, "device", device);
        session.output().list(session.api().get("/v1/addresses", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows an address.")
    int show(
            @Mixin Session session,
            @Parameters(paramLabel = "IP") String ip,
            @Option(names = "--network", paramLabel = "NETWORK") Optional<String> network) {
        Map<String, String> query = new HashMap<>();
        network.ifPresent(text -> query.put("network", text));
        session.output().one(session.api().get(path(ip, Optional.empty()), query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes which ports share an address, its device or note.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "IP") String ip,
            @Option(names = "--network", paramLabel = "NETWORK") Optional<String> network,
            @Nullable @Option(names = "--port", paramLabel = "PORT", description = "All of them; \"\": none.")
                    List<String> ports,
            @Option(names = "--device", paramLabel = "TYPE:ID") Optional<String> device,
            @Option(names = "--note", paramLabel = "TEXT") Optional<String> note) {
        Fields fields = new Fields()
                .list("ports", ports)
                .object("device", Fields.device(device))
                .text("note", note);
        return change.run("PATCH", path(ip, network), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Gives an address back; one that is cooling is free at once then.")
    int delete(
            @Mixin Change change,
            @Parameters(paramLabel = "IP") String ip,
            @Option(names = "--network", paramLabel = "NETWORK") Optional<String> network) {
        return change.run("DELETE", path(ip, network), Optional.empty(), GRACE_SECONDS);
    }

    private static String path(String ip, Optional<String> network) {
        return "/v1/addresses/" + ApiClient.part(ip)
                + network.map(text -> "?network=" + ApiClient.part(text)).orElse("");
    }
}
