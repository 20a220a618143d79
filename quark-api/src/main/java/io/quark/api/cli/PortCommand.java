package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark port}: the places of devices on networks. */
@Command(name = "port", description = "Ports: the places of devices on networks.")
final class PortCommand {

    private static final int GRACE_SECONDS = 5;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("NETWORK", "/network"),
            Table.field("MAC", "/mac"),
            Table.field("IPS", "/ips"),
            Table.field("DEVICE", "/device/id"),
            Table.field("QOS", "/effective_qos/policy"),
            Table.field("TAGS", "/tags"));

    @Command(description = "Makes a port, or many at once: all or none.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NETWORK", arity = "0..1") Optional<String> network,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--device", paramLabel = "TYPE:ID", description = "What is to use it.")
                    Optional<String> device,
            @Option(names = "--mac", paramLabel = "MAC") Optional<String> mac,
            @Nullable @Option(names = "--ip", paramLabel = "IP", description = "Several are possible.")
                    List<String> ips,
            @Nullable
                    @Option(
                            names = "--subnet",
                            paramLabel = "SUBNET",
                            description = "The next address of it; several are possible.")
                    List<String> subnets,
            @Nullable @Option(names = "--tag", paramLabel = "TAG") List<String> tags,
            @Option(names = "--qos", paramLabel = "POLICY", description = "Its own QoS policy.") Optional<String> qos,
            @Nullable @Option(names = "--security-group", paramLabel = "GROUP", description = "Several are possible.")
                    List<String> groups,
            @Option(names = "--count", defaultValue = "1", paramLabel = "N", description = "So many alike.") int count,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "JSON as POST /v1/ports takes it, instead of the options.")
                    Optional<Path> file) {
        if (file.isPresent()) {
            return change.run("POST", "/v1/ports", Optional.of(read(file.get())), GRACE_SECONDS);
        }
        if (network.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "port create: which NETWORK, or which --file?");
        }
        List<ObjectNode> wanted = new ArrayList<>();
        Fields.orEmpty(ips)
                .forEach(ip -> wanted.add(JsonNodeFactory.instance.objectNode().put("ip", ip)));
        Fields.orEmpty(subnets)
                .forEach(subnet ->
                        wanted.add(JsonNodeFactory.instance.objectNode().put("subnet", subnet)));
        ObjectNode port = new Fields()
                .text("network", network)
                .text("name", name)
                .object("device", Fields.device(device))
                .text("mac", mac)
                .array("ips", wanted)
                .list("tags", tags)
                .text("qos_policy", qos)
                .security(groups)
                .body();
        if (count == 1) {
            return change.run("POST", "/v1/ports", Optional.of(port), GRACE_SECONDS);
        }
        ObjectNode many = JsonNodeFactory.instance.objectNode();
        var list = many.putArray("ports");
        for (int i = 1; i <= count; i++) {
            ObjectNode one = port.deepCopy();
            if (name.isPresent()) {
                one.put("name", name.get() + "-" + i);
            }
            list.add(one);
        }
        return change.run("POST", "/v1/ports", Optional.of(many), GRACE_SECONDS);
    }

    @Command(description = "Lists ports.")
    int list(
            @Mixin Session session,
            @Option(names = "--network", paramLabel = "NETWORK", description = "Only those on this network.")
                    Optional<String> network,
            @Option(names = "--device", paramLabel = "ID", description = "Only those of this device.")
                    Optional<String> device,
            @Option(names = "--ip", paramLabel = "IP") Optional<String> ip,
            @Option(names = "--mac", paramLabel = "MAC") Optional<String> mac,
            @Option(names = "--state", paramLabel = "bound|unbound", description = "Only those in this state.")
                    Optional<String> state,
            @Option(names = "--tag", paramLabel = "TAG") Optional<String> tag,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query = Fields.query(
                limit, "network", network, "device", device, "ip", ip, "mac", mac, "state", state, "tag", tag);
        session.output().list(session.api().get("/v1/ports", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a port.")
    int show(@Mixin Session session, @Parameters(paramLabel = "PORT") String port) {
        session.output().one(session.api().get(path(port)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a port.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "PORT") String port,
            @Option(names = "--name", paramLabel = "NAME") Optional<String> name,
            @Option(names = "--device", paramLabel = "TYPE:ID|none") Optional<String> device,
            @Option(
                            names = "--qos",
                            paramLabel = "POLICY|none",
                            description = "Its own QoS policy; none: it is under its network's.")
                    Optional<String> qos,
            @Nullable
                    @Option(
                            names = "--security-group",
                            paramLabel = "GROUP",
                            description = "Several are possible; \"\": none.")
                    List<String> groups,
            @Nullable @Option(names = "--tag", paramLabel = "TAG", description = "Several are possible; \"\": none.")
                    List<String> tags) {
        boolean free = device.filter("none"::equals).isPresent();
        Fields fields = new Fields()
                .text("name", name)
                .list("tags", tags)
                .reference("qos_policy", qos)
                .security(groups)
                .object("device", free ? Optional.empty() : Fields.device(device));
        if (free) {
            fields.body().putNull("device");
        }
        return change.run("PATCH", path(port), fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Unmakes ports, all or none; refused where a machine uses one.")
    int delete(@Mixin Change change, @Parameters(arity = "1..*", paramLabel = "PORT") List<String> ports) {
        return ports.size() == 1
                ? change.run("DELETE", path(ports.get(0)), Optional.empty(), GRACE_SECONDS)
                : change.run(
                        "DELETE", "/v1/ports", new Fields().list("ports", ports).given(), GRACE_SECONDS);
    }

    @Command(name = "add-address", description = "Gives a port another address.")
    int addAddress(
            @Mixin Change change,
            @Parameters(paramLabel = "PORT") String port,
            @Option(names = "--ip", paramLabel = "IP", description = "This one; else the next.") Optional<String> ip,
            @Option(names = "--subnet", paramLabel = "SUBNET") Optional<String> subnet) {
        Fields fields = new Fields().text("ip", ip).text("subnet", subnet);
        return change.run("POST", path(port) + "/addresses", fields.given(), GRACE_SECONDS);
    }

    @Command(name = "remove-address", description = "Takes an address away from a port.")
    int removeAddress(
            @Mixin Change change,
            @Parameters(paramLabel = "PORT") String port,
            @Parameters(paramLabel = "IP") String ip) {
        return change.run("DELETE", path(port) + "/addresses/" + ApiClient.part(ip), Optional.empty(), GRACE_SECONDS);
    }

    private static String path(String port) {
        return "/v1/ports/" + ApiClient.part(port);
    }

    private static JsonNode read(Path file) {
        try {
            return Json.strict().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
        }
    }
}
