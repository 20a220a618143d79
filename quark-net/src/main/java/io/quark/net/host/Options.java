package io.quark.net.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of one driver, checked. */
public final class Options {

    /** What the kernel takes, less what has a meaning in commands. */
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

    private final String driver;
    private final Map<String, String> options;

    /**
     * Takes the options of a driver.
     *
     * @throws IllegalArgumentException if there is one that it does not know
     */
    public Options(String driver, Map<String, String> options, Set<String> known) {
        this(driver, options, known, Optional.empty());
    }

    /**
     * As above, with options that have something of the user's in their name.
     *
     * @param family how their names begin
     */
    public Options(String driver, Map<String, String> options, Set<String> known, Optional<String> family) {
        for (String option : options.keySet()) {
            if (!known.contains(option) && family.filter(option::startsWith).isEmpty()) {
                throw new IllegalArgumentException("the network driver '" + driver + "' has no option '" + option
                        + "'; it has " + known.stream().sorted().toList()
                        + family.map(beginning -> " and " + beginning + "NAME").orElse(""));
            }
        }
        this.driver = driver;
        this.options = options;
    }

    public String text(String option, String otherwise) {
        return options.getOrDefault(option, otherwise);
    }

    /** A text that can stand in a command: letters, digits, dots and dashes. */
    public String word(String option, String otherwise) {
        String text = text(option, otherwise);
        if (!text.matches("[A-Za-z0-9.-]*")) {
            throw new IllegalArgumentException(
                    "the option '" + option + "' of the network driver '" + driver + "' is not a word: '" + text + "'");
        }
        return text;
    }

    /** The options of a family whose values are names of devices, by what follows the family's name. */
    public Map<String, String> devices(String family) {
        Map<String, String> devices = new HashMap<>();
        options.forEach((option, device) -> {
            if (option.startsWith(family)) {
                if (!DEVICE.matcher(device).matches()) {
                    throw new IllegalArgumentException("the option '" + option + "' of the network driver '" + driver
                            + "' is no name of a device: '" + device + "'");
                }
                devices.put(option.substring(family.length()), device);
            }
        });
        return devices;
    }

    public boolean flag(String option, boolean otherwise) {
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
