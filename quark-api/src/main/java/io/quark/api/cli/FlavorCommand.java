package io.quark.api.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark flavor}: shapes of machines that operators define. */
@Command(name = "flavor", description = "Shapes of machines, defined by operators for all projects.")
final class FlavorCommand {

    private static final int GRACE_SECONDS = 10;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("RAM", "/ram"),
            Table.field("CPU", "/cpu"),
            Table.field("STORAGE", "/storage"),
            Table.field("DESCRIPTION", "/description"),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Defines a shape of machines.")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--ram", required = true, paramLabel = "SIZE", description = "E.g. 256M or 2G.") String ram,
            @Option(names = "--cpu", required = true, paramLabel = "N", description = "Virtual CPUs.") int cpu,
            @Option(names = "--storage", paramLabel = "SIZE", description = "Of the root disk.")
                    Optional<String> storage,
            @Option(names = "--description", paramLabel = "TEXT", description = "What people are told of it.")
                    Optional<String> description,
            @Nullable
                    @Option(
                            names = "--pin",
                            paramLabel = "CPUS",
                            description = "Host CPUs of the next virtual CPU, e.g. 4-7; once for each.")
                    List<String> pins,
            @Nullable
                    @Option(
                            names = "--numa",
                            paramLabel = "CPUS=SIZE[@NODE]",
                            description = "A NUMA node, e.g. 0-3=2G@1; several are possible.")
                    List<String> numa,
            @Option(names = "--huge-page", paramLabel = "KIB", description = "Size of the pages of its memory.")
                    Optional<Integer> hugePage,
            @Nullable @Option(names = "--pci", paramLabel = "ADDRESS", description = "E.g. 0000:03:00.0.")
                    List<String> pci,
            @Nullable
                    @Option(
                            names = "--domain-xml",
                            paramLabel = "FILE",
                            description = "An element below libvirt's domain.")
                    List<Path> domainXml,
            @Nullable
                    @Option(
                            names = "--devices-xml",
                            paramLabel = "FILE",
                            description = "An element below libvirt's devices.")
                    List<Path> devicesXml,
            @Nullable
                    @Option(
                            names = "--host-label",
                            paramLabel = "KEY=VALUE",
                            description = "Only hosts with it may carry such machines.")
                    Map<String, String> hostLabels) {
        Fields hardware = new Fields()
                .list("cpu_pins", pins)
                .array(
                        "numa",
                        Fields.orEmpty(numa).stream()
                                .map(FlavorCommand::numaNode)
                                .toList())
                .number("huge_page_kib", hugePage)
                .list("pci", pci)
                .list("domain_xml", contents(domainXml))
                .list("devices_xml", contents(devicesXml))
                .map("host_labels", hostLabels);
        Fields fields = new Fields()
                .text("name", Optional.of(name))
                .text("description", description)
                .size("ram", Optional.of(ram), "--ram")
                .number("cpu", Optional.of(cpu))
                .size("storage", storage, "--storage")
                .object("hardware", Optional.of(hardware.body()).filter(given -> !given.isEmpty()));
        return change.run("POST", "/v1/flavors", fields.given(), GRACE_SECONDS);
    }

    @Command(description = "Lists flavors.")
    int list(
            @Mixin Session session,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "At most so many (default: ${DEFAULT-VALUE}).")
                    int limit) {
        session.output().list(session.api().get("/v1/flavors", Fields.query(limit)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows a flavor.")
    int show(@Mixin Session session, @Parameters(paramLabel = "FLAVOR") String flavor) {
        session.output().one(session.api().get(path(flavor)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Forgets a flavor; machines that were made with it stay as they are.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "FLAVOR") String flavor) {
        return change.run("DELETE", path(flavor), Optional.empty(), GRACE_SECONDS);
    }

    private static String path(String flavor) {
        return "/v1/flavors/" + ApiClient.part(flavor);
    }

    private static ObjectNode numaNode(String text) {
        String[] halves = Fields.halves(text, "=", "--numa", "CPUS=SIZE[@NODE]");
        String[] place = halves[1].split("@", 2);
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("cpus", halves[0])
                .put("ram", Quantities.mebibytes(place[0], "--numa"));
        if (place.length == 2) {
            node.put("host_node", Quantities.whole(place[1], "--numa"));
        }
        return node;
    }

    private static @Nullable List<String> contents(@Nullable List<Path> files) {
        return files == null ? null : files.stream().map(FlavorCommand::read).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
        }
    }
}
