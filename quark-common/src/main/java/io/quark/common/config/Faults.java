package io.quark.common.config;

import io.quark.common.config.ConfigException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gathers what is wrong with a configuration record, for its compact constructor: {@code new Faults().within("port",
 * port, 0, 65535).raise()}. Keys are in snake_case and relative to the record. Not thread safe.
 */
public final class Faults {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private final List<Fault> found = new ArrayList<>();

    /** A fault of this key where the condition holds. */
    public Faults when(boolean broken, String key, String message) {
        if (broken) {
            found.add(new Fault(key, message));
        }
        return this;
    }

    public Faults notBlank(String key, String value) {
        return when(value.isBlank(), key, "must not be empty");
    }

    /** The name of a process or host becomes a part of paths in the tree; empty is allowed: it is made up then. */
    public Faults name(String key, String value) {
        return when(
                !value.isEmpty() && !NAME.matcher(value).matches(),
                key,
                "must be 1 to 128 letters, digits, dots, dashes and underscores, and not begin with a dot; it is '"
                        + value + "'");
    }

    /** Both bounds are allowed. */
    public Faults within(String key, long value, long least, long most) {
        return when(value < least || value > most, key, "must be " + least + " to " + most + "; it is " + value);
    }

    /** Both bounds are allowed. */
    public Faults within(String key, double value, double least, double most) {
        return when(!(value >= least && value <= most), key, "must be " + least + " to " + most + "; it is " + value);
    }

    /**
     * Ends the gathering.
     *
     * @throws ConfigException if anything was wrong
     */
    public void raise() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }

    void add(String key, String message) {
        found.add(new Fault(key, message));
    }

    void addAll(List<Fault> faults, String prefix) {
        faults.forEach(fault -> found.add(fault.under(prefix)));
    }
}
