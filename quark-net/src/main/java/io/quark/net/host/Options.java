package io.quark.net.host;

import java.util.Map;
import java.util.Set;

/** The options of one driver, checked. */
final class Options {

    private final String driver;
    private final Map<String, String> options;

    /**
     * Takes the options of a driver.
     *
     * @throws IllegalArgumentException if there is one that it does not know
     */
    Options(String driver, Map<String, String> options, Set<String> known) {
        for (String option : options.keySet()) {
            if (!known.contains(option)) {
                throw new IllegalArgumentException("the network driver '" + driver + "' has no option '" + option
                        + "'; it has " + known.stream().sorted().toList());
            }
        }
        this.driver = driver;
        this.options = options;
    }

    String text(String option, String otherwise) {
        return options.getOrDefault(option, otherwise);
    }

    /** A text that can stand in a command: letters, digits, dots and dashes. */
    String word(String option, String otherwise) {
        String text = text(option, otherwise);
        if (!text.matches("[A-Za-z0-9.-]*")) {
            throw new IllegalArgumentException(
                    "the option '" + option + "' of the network driver '" + driver + "' is not a word: '" + text + "'");
        }
        return text;
    }

    boolean flag(String option, boolean otherwise) {
        String text = text(option, Boolean.toString(otherwise));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("the option '" + option + "' of the network driver '" + driver
                        + "' is true or false, not '" + text + "'");
        };
    }
}
