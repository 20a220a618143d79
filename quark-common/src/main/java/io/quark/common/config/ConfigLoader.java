package io.quark.common.config;

import io.quark.common.config.CommandLine.Mode;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads the configuration of a daemon. What is given with {@code --set} is stronger than the environment, that is
 * stronger than the file ({@code --config}), and that is stronger than the defaults.
 *
 * <p>Components of the record may be texts, numbers, booleans, enums, lists and maps of those, and further records; each
 * needs a {@code @JsonPropertyDescription}. A component {@code readyFile} is the key {@code ready_file}; in a nested
 * record, {@code admin.port}; in the environment, {@code QUARK_ORC_ADMIN_PORT}. Immutable.
 */
public final class ConfigLoader<C extends Record> {

    private final String program;
    private final String environmentPrefix;
    private final C defaults;
    private final Schema schema;

    /**
     * @param program its name, for {@code --help}: {@code quark-orc}
     * @param environmentPrefix {@code QUARK_ORC_}; a variable that begins so and is no key of the record is a fault
     * @param defaults the configuration as it is when nothing is given
     */
    public ConfigLoader(String program, String environmentPrefix, C defaults) {
        this.program = program;
        this.environmentPrefix = environmentPrefix;
        this.defaults = defaults;
        this.schema = Schema.of(defaults);
    }

    /**
     * Reads arguments, environment and file.
     *
     * @throws ConfigException naming all that is wrong at once
     */
    public Loaded<C> load(List<String> arguments, Map<String, String> environment) {
        Faults faults = new Faults();
        CommandLine line = CommandLine.parse(arguments, faults);
        if (line.mode() == Mode.HELP) {
            return new Loaded.Print<>(help());
        }
        Binder binder = new Binder(schema, faults);
        line.file().ifPresent(file -> binder.apply(fromFile(file, faults)));
        binder.apply(fromEnvironment(environment, faults));
        binder.apply(line.settings());
        C config = binder.bind(defaults);
        faults.raise();
        return line.mode() == Mode.PRINT_CONFIG ? new Loaded.Print<>(print(config)) : new Loaded.Run<>(config);
    }

    private String help() {
        StringBuilder text = new StringBuilder()
                .append("Usage: ")
                .append(program)
                .append(" [--config FILE] [--set KEY=VALUE]... [--print-config] [--help]\n\n")
                .append("A key may be given in the file (KEY=VALUE in each line), in the environment (")
                .append(environmentPrefix)
                .append("ADMIN_PORT is admin.port)\nor with --set; the last of these wins.\n");
        for (Key key : schema.keys()) {
            text.append("\n  ").append(key.name()).append(" (").append(key.typeText());
            String standard = shown(key, key.defaultValue());
            text.append(standard.isEmpty() ? ")" : "; default " + standard + ")");
            text.append("\n      ").append(key.description()).append('\n');
        }
        return text.toString();
    }

    /** In the form of the file, so that it can be kept as one; secrets are not shown. */
    private String print(C config) {
        StringBuilder text = new StringBuilder();
        for (Key key : Schema.of(config).keys()) {
            if (key.defaultValue() instanceof Map<?, ?> map) {
                new TreeMap<Object, Object>(map)
                        .forEach((name, value) -> line(text, key.name() + "." + name, shown(key, value)));
            } else {
                line(text, key.name(), shown(key, key.defaultValue()));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n');
    }

    private static String shown(Key key, Object value) {
        String text = key.text(value);
        return key.isSecret() && !text.isEmpty() ? "***" : text;
    }

    private static List<Setting> fromFile(Path file, Faults faults) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add("", "cannot read the configuration file " + file + ": " + e);
        }
        List<Setting> settings = new ArrayList<>();
        new TreeMap<Object, Object>(properties)
                .forEach((key, value) ->
                        settings.add(new Setting((String) key, ((String) value).trim(), file.toString())));
        return settings;
    }

    private List<Setting> fromEnvironment(Map<String, String> environment, Faults faults) {
        List<Setting> settings = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (variable.startsWith(environmentPrefix)) {
                String name = variable.substring(environmentPrefix.length());
                schema.fromEnvironment(name)
                        .ifPresentOrElse(
                                key -> settings.add(new Setting(key, value, variable)),
                                () -> unknownVariable(variable, name, faults));
            }
        });
        return settings;
    }

    private void unknownVariable(String variable, String name, Faults faults) {
        String hint = schema.nearest(name.toLowerCase(Locale.ROOT))
                .map(near -> "; did you mean " + environmentPrefix + Key.environmentForm(near) + "?")
                .orElse("");
        faults.add("", "the environment variable " + variable + " is not a known key" + hint);
    }

    /** What a start comes to. */
    public sealed interface Loaded<C> {

        /** The daemon is to run with this configuration. */
        record Run<C>(C config) implements Loaded<C> {}

        /** The caller only wants to read this text ({@code --help}, {@code --print-config}). */
        record Print<C>(String text) implements Loaded<C> {}
    }
}
