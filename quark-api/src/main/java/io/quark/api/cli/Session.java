package io.quark.api.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/**
 * What every command shares: where the api is, who asks, and how to print.
 *
 * <p>Taken from options, else the environment ({@code QUARK_URL}, {@code QUARK_TOKEN}, {@code QUARK_PROJECT}), else
 * {@code ~/.config/quark/config} (lines {@code url=}, {@code token=}, {@code project=}), else the default.
 */
final class Session {

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            description = "The api's address (else QUARK_URL, else ~/.config/quark/config).",
            paramLabel = "URL")
    private Optional<String> url = Optional.empty();

    @Option(names = "--project", description = "The project (else QUARK_PROJECT).", paramLabel = "NAME")
    private Optional<String> project = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            description = "table, json, yaml or name.",
            defaultValue = "table",
            paramLabel = "FORMAT")
    private Output.Format format = Output.Format.table;

    ApiClient api() {
        return new ApiClient(
                setting(url, "QUARK_URL", "url").orElse(DEFAULT_URL),
                setting(Optional.empty(), "QUARK_TOKEN", "token"),
                setting(project, "QUARK_PROJECT", "project"));
    }

    Output output() {
        return new Output(format, new PrintWriter(System.out, false, StandardCharsets.UTF_8));
    }

    Output.Format format() {
        return format;
    }

    WorkFollower follower() {
        return new WorkFollower(api(), new PrintWriter(System.err, true, StandardCharsets.UTF_8), onTerminal());
    }

    /** scripts/quark tells: the JVM's own answer differs between Java versions. */
    private static boolean onTerminal() {
        return Boolean.getBoolean("quark.terminal");
    }

    private static Optional<String> setting(Optional<String> option, String variable, String key) {
        return option.or(() -> Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isBlank()))
                .or(() -> Optional.ofNullable(file().get(key)));
    }

    private static Map<String, String> file() {
        String home = Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
                .orElse(System.getProperty("user.home") + "/.config");
        Path path = Path.of(home, "quark", "config");
        if (!Files.isReadable(path)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(path)) {
            properties.load(in);
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + path + ": " + e.getMessage());
        }
        Map<String, String> settings = new java.util.HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
