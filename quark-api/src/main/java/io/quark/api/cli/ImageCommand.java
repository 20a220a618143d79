package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark image}: what machines boot from. */
@Command(name = "image", description = "What machines boot from.")
final class ImageCommand {

    private static final int GRACE_SECONDS = 10;

    private static final Table TABLE = Table.of(
            Table.field("ID", "/id"),
            Table.field("NAME", "/name"),
            Table.field("FORMAT", "/format"),
            Table.field("STATUS", "/status"),
            Table.field("SIZE", "/size"),
            Table.field("CREATED", "/created_at"));

    @Command(description = "Records an image: from files that the api can read, or from files here (--upload).")
    int create(
            @Mixin Change change,
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--format",
                            paramLabel = "qcow2|raw|kernel",
                            required = true,
                            description = "qcow2, raw or kernel.")
                    String format,
            @Option(
                            names = "--source",
                            paramLabel = "FILE|URL",
                            description = "A disk image; an http or https URL that hosts fetch, with --sha256.")
                    Optional<String> source,
            @Option(names = "--kernel", paramLabel = "FILE", description = "For kernel: its file.")
                    Optional<Path> kernel,
            @Option(names = "--initrd", paramLabel = "FILE", description = "For kernel: its file.")
                    Optional<Path> initrd,
            @Option(names = "--cmdline", paramLabel = "TEXT", description = "Kernel command line.")
                    Optional<String> cmdline,
            @Option(names = "--sha256", paramLabel = "HEX", description = "What the disk (else the kernel) must have.")
                    Optional<String> sha256,
            @Option(names = "--upload", description = "The files are here, not on the api's machine.") boolean upload) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("name", name).put("format", format);
        cmdline.ifPresent(text -> body.put("cmdline", text));
        if (!upload) {
            source.ifPresent(text -> body.put("source", isUrl(text) ? text : absolute(Path.of(text))));
            sha256.ifPresent(text -> body.put("sha256", text));
            kernel.ifPresent(file -> body.put("kernel", absolute(file)));
            initrd.ifPresent(file -> body.put("initrd", absolute(file)));
            return change.run("POST", "/v1/images", Optional.of(body), GRACE_SECONDS);
        }
        ApiClient api = change.session().api();
        JsonNode created = api.change("POST", "/v1/images", Optional.of(body), GRACE_SECONDS);
        if (!created.path("state").asText().equals("succeeded")) {
            return change.tell(created);
        }
        String data = "/v1/images/" + ApiClient.part(created.at("/target/id").asText()) + "/data";
        JsonNode last = created;
        for (var file : Map.of("disk", source.map(Path::of), "kernel", kernel, "initrd", initrd)
                .entrySet()) {
            if (file.getValue().isPresent()) {
                last = api.upload(
                        data,
                        query(file.getKey(), source.isPresent() ? "disk" : "kernel", sha256),
                        file.getValue().get());
            }
        }
        return change.tell(last);
    }

    @Command(description = "Lists images.")
    int list(@Mixin Session session) {
        session.output().list(session.api().get("/v1/images"), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Shows an image.")
    int show(@Mixin Session session, @Parameters(paramLabel = "IMAGE") String image) {
        session.output().one(session.api().get("/v1/images/" + ApiClient.part(image)), TABLE);
        return ExitCode.DONE.code();
    }

    @Command(description = "Forgets an image; machines made from it stay.")
    int delete(@Mixin Change change, @Parameters(paramLabel = "IMAGE") String image) {
        return change.run("DELETE", "/v1/images/" + ApiClient.part(image), Optional.empty(), GRACE_SECONDS);
    }

    /** The hash is that of one file. */
    private static Map<String, String> query(String role, String hashed, Optional<String> sha256) {
        return sha256.filter(text -> role.equals(hashed))
                .map(text -> Map.of("role", role, "sha256", text))
                .orElse(Map.of("role", role));
    }

    private static boolean isUrl(String source) {
        return source.matches("(?i)(https?|file):.*");
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }
}
