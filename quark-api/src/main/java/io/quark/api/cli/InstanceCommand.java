package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark instance}: machines. */
@Command(
        name = "instance",
        description = "Machines.",
        subcommands = {
            ConsoleLogCommand.class,
            ScreenshotCommand.class,
            AgentCommand.class,
            StatisticsCommand.class,
            ConsoleCommand.class
        })
final class InstanceCommand extends AttachVerbs {

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("STATUS", "/status"),
            Table.field("COMPUTE", "/compute"),
            Table.field("RAM", "/ram"),
            Table.field("CPU", "/cpu"),
            new Table.Column("ADDRESSES", InstanceCommand::addresses),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Makes a machine.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--image", required = true, paramLabel = "IMAGE", description = "What it boots from.")
                    String image,
            @Option(names = "--flavor", paramLabel = "FLAVOR", description = "Its shape; this, or --ram and --cpu.")
                    Optional<String> flavor,
            @Option(names = "--ram", paramLabel = "SIZE", description = "E.g. 256M or 2G.") Optional<String> ram,
            @Option(names = "--cpu", paramLabel = "N", description = "1 unless given.") Optional<Integer> cpu,
            @Option(names = "--storage", paramLabel = "SIZE", description = "Of the root disk.")
                    Optional<String> storage,
            @Option(
                            names = "--network",
                            paramLabel = "NETWORK[,ip=IP][,mac=MAC][,qos=POLICY][,group=GROUP]",
                            split = " ",
                            description = "A network interface; several are possible.")
                    List<String> networks,
            @Option(names = "--port", paramLabel = "PORT", description = "A port that is there; several are possible.")
                    List<String> ports,
            @Option(names = "--ssh-key", paramLabel = "FILE", description = "A public key.") List<Path> sshKeys,
            @Option(names = "--user-data", paramLabel = "FILE", description = "For cloud-init.")
                    Optional<Path> userData,
            @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Several are possible.")
                    Map<String, String> labels,
            @Option(names = "--zone", paramLabel = "ZONE", description = "Only on a host of this zone.")
                    Optional<String> zone,
            @Option(names = "--compute", paramLabel = "HOST", description = "On this host; the best one unless given.")
                    Optional<String> compute,
            @Option(
                            names = "--restart",
                            paramLabel = "never|on_failure|always",
                            description = "When its host starts it again by itself.")
                    Optional<String> restart,
            @Option(
                            names = "--count",
                            defaultValue = "1",
                            paramLabel = "N",
                            description = "Several are named NAME-1, NAME-2, ...")
                    int count) {
        if (flavor.isEmpty() && ram.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "give --flavor, or --ram and --cpu");
        }
        ObjectNode body = new Fields()
                .text("name", Optional.of(name))
                .text("image", Optional.of(image))
                .text("flavor", flavor)
                .size("ram", ram, "--ram")
                .number("cpu", cpu.or(() -> flavor.isEmpty() ? Optional.of(1) : Optional.empty()))
                .size("storage", storage, "--storage")
                .text("restart", restart)
                .body();
        for (String network : orEmpty(networks)) {
            body.withArray("nics").add(nic(network));
        }
        for (String port : orEmpty(ports)) {
            body.withArray("nics").addObject().put("port", port);
        }
        for (Path key : orEmpty(sshKeys)) {
            body.withArray("ssh_keys").add(read(key).strip());
        }
        userData.ifPresent(file -> body.put("user_data", read(file)));
        if (labels != null) {
            labels.forEach((key, value) -> body.withObject("/labels").put(key, value));
        }
        zone.ifPresent(text -> body.put("zone", text));
        compute.ifPresent(text -> body.put("compute", text));
        if (count != 1) {
            body.put("count", count);
        }
        return change.run("POST", "/v1/instances", Optional.of(body), 0);
    }

    @Command(description = "Lists machines.")
    int list(
            @Mixin Session session,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only those of this status.")
                    Optional<String> status,
            @Option(names = "--compute", paramLabel = "HOST", description = "Only those on this host.")
                    Optional<String> compute,
            @Option(names = "--label", paramLabel = "KEY=VALUE", description = "Only those with this label.")
                    Optional<String> label,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Map<String, String> query = Fields.query(limit, "status", status, "compute", compute, "label", label);
        session.output().list(session.api().get("/v1/instances", query), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a machine.")
    int show(@Mixin Session session, @Parameters(paramLabel = "INSTANCE") String instance) {
        session.output().one(session.api().get(InstanceActions.path(instance)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Changes a machine's name or labels.")
    int set(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--name", paramLabel = "NAME", description = "Its new name.") Optional<String> name,
            @Option(
                            names = "--label",
                            paramLabel = "KEY=VALUE",
                            description = "Several are possible; an empty value takes one away.")
                    Map<String, String> labels) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        name.ifPresent(text -> body.put("name", text));
        if (labels != null) {
            labels.forEach((key, value) -> body.withObject("/labels").put(key, value));
        }
        return change.run("PATCH", InstanceActions.path(instance), Optional.of(body), 2);
    }

    @Command(
            description =
                    "Unmakes machines, also while they are being built: those named, or all that match every filter.")
    int delete(
            @Mixin Change change,
            @Parameters(arity = "0..*", paramLabel = "INSTANCE") List<String> instances,
            @Option(names = "--label", paramLabel = "KEY[=VALUE]", description = "Several are possible.")
                    List<String> labels,
            @Option(names = "--name", paramLabel = "NAME", description = "Only the one of this name.")
                    Optional<String> name,
            @Option(names = "--status", paramLabel = "STATUS", description = "Only those of this status.")
                    Optional<String> status,
            @Option(names = "--compute", paramLabel = "HOST", description = "Only those on this host.")
                    Optional<String> compute,
            @Option(names = "--network", paramLabel = "NETWORK", description = "Only those on this network.")
                    Optional<String> network,
            @Option(names = "--dry-run", description = "Only list those that match.") boolean dryRun) {
        String filters = Fields.filters("name", name, "status", status, "compute", compute, "network", network)
                + Fields.filters("label", orEmpty(labels));
        if (filters.isEmpty() == orEmpty(instances).isEmpty() || (dryRun && filters.isEmpty())) {
            throw new CliException(
                    ExitCode.USAGE,
                    "give machines, or filters (--label, --name, ...), which --dry-run can be tried with");
        }
        if (!filters.isEmpty()) {
            return deleteAll(change, "/v1/instances?" + filters.substring(1), dryRun);
        }
        int code = ExitCode.DONE.code();
        for (String instance : instances) {
            code = Math.max(code, change.run("DELETE", InstanceActions.path(instance), Optional.empty(), 0));
        }
        return code;
    }

    private static int deleteAll(Change change, String path, boolean dryRun) {
        if (!dryRun) {
            return change.run("DELETE", path, Optional.empty(), 0);
        }
        Session session = change.session();
        session.output().list(session.api().change("DELETE", path + "&dry_run=true", Optional.empty(), 0), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Lists what was asked of a machine.")
    int history(@Mixin Session session, @Parameters(paramLabel = "INSTANCE") String instance) {
        session.output().list(session.api().get(InstanceActions.path(instance) + "/history"), WorkCommand.TABLE);
        return ExitCode.DONE.code();
    }

    /** {@code NETWORK[,ip=IP][,mac=MAC][,qos=POLICY][,group=GROUP]} as a nic of the request. */
    static ObjectNode nic(String text) {
        ObjectNode nic = JsonNodeFactory.instance.objectNode();
        String[] parts = text.split(",", -1);
        nic.put("network", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length != 2) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--network: \"" + parts[i] + "\" is not of the form ip=IP, mac=MAC, qos=POLICY or group=GROUP");
            }
            switch (pair[0]) {
                case "ip" -> nic.withArray("ips").add(pair[1]);
                case "mac" -> nic.put("mac", pair[1]);
                case "qos" -> nic.put("qos_policy", pair[1]);
                case "group" -> nic.withObject("/security").withArray("groups").add(pair[1]);
                default ->
                    throw new CliException(
                            ExitCode.USAGE, "--network: unknown \"" + pair[0] + "\" (ip, mac, qos, group)");
            }
        }
        return nic;
    }

    private static String addresses(JsonNode instance) {
        List<String> all = new ArrayList<>();
        instance.path("nics").forEach(nic -> nic.path("ips").forEach(ip -> all.add(ip.asText())));
        return all.isEmpty() ? "-" : Table.printable(String.join(",", all));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
        }
    }

    private static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
