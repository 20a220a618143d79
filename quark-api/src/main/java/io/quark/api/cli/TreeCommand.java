package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark tree}: what stands in ZooKeeper, unfolded. */
@Command(name = "tree", description = "Shows the ZooKeeper tree, payloads unfolded.")
final class TreeCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Parameters(arity = "0..1", defaultValue = "/", paramLabel = "PATH", description = "Below Quark's root.")
    private String path = "/";

    @Option(names = "--depth", defaultValue = "8", description = "How many levels (default: ${DEFAULT-VALUE}).")
    private int depth = 8;

    @Option(names = "--watch", description = "Go on and show each change.")
    private boolean watch;

    @Override
    public Integer call() {
        ApiClient api = session.api();
        JsonNode tree = api.get("/v1/tree", Map.of("path", path, "depth", Integer.toString(depth)));
        if (session.format() == Output.Format.table) {
            new TreePrinter(session.output().out()).node(tree);
        } else {
            session.output().raw(tree);
        }
        if (watch) {
            follow(api);
        }
        return ExitCode.DONE.code();
    }

    private void follow(ApiClient api) {
        Output output = session.output();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(api.events("/v1/tree/events", Map.of("path", path)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    output.line(Table.printable(line.substring("data:".length()).strip()));
                }
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.UNREACHABLE, "the stream of changes ended: " + e.getMessage());
        }
    }
}
