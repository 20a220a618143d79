package io.quark.common.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of a daemon. */
record CommandLine(Mode mode, Optional<Path> file, List<Setting> settings) {

    enum Mode {
        RUN,
        HELP,
        PRINT_CONFIG
    }

    CommandLine {
        settings = List.copyOf(settings);
    }

    /** Reads arguments; adds what is wrong with them to the faults. Both {@code --config FILE} and {@code --config=FILE} will do. */
    static CommandLine parse(List<String> arguments, Faults faults) {
        Mode mode = Mode.RUN;
        Optional<Path> file = Optional.empty();
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            switch (option) {
                case "--help", "-h" -> mode = Mode.HELP;
                case "--print-config" -> mode = Mode.PRINT_CONFIG;
                case "--config", "--set" -> {
                    boolean inNext = equals < 0;
                    if (inNext && i + 1 >= arguments.size()) {
                        faults.add("", option + " needs a value after it (see --help)");
                        break;
                    }
                    String value = inNext ? arguments.get(++i) : argument.substring(equals + 1);
                    if (option.equals("--config")) {
                        file = Optional.of(Path.of(value));
                    } else {
                        setting(value, faults).ifPresent(settings::add);
                    }
                }
                default -> faults.add("", "unknown argument '" + argument + "' (see --help)");
            }
        }
        return new CommandLine(mode, file, settings);
    }

    private static Optional<Setting> setting(String text, Faults faults) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            faults.add("", "--set needs key=value, not '" + text + "'");
            return Optional.empty();
        }
        return Optional.of(new Setting(text.substring(0, equals).trim(), text.substring(equals + 1), "--set"));
    }
}
