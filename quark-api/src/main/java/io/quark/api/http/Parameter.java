package io.quark.api.http;

import io.quark.api.bind.Faults;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A query parameter of a route.
 *
 * @param repeated whether it may be given more than once
 * @param min least number, where it is one
 * @param max largest number, where it is one
 */
public record Parameter(String name, Kind kind, boolean repeated, long min, long max, String says) {

    private static final int MAX_LENGTH = 1024;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    /** What it holds. */
    public enum Kind {
        TEXT,
        NUMBER
    }

    public static Parameter text(String name, String says) {
        return new Parameter(name, Kind.TEXT, false, 0, 0, says);
    }

    /** A parameter that may be given several times; each narrows further. */
    public static Parameter texts(String name, String says) {
        return new Parameter(name, Kind.TEXT, true, 0, 0, says);
    }

    public static Parameter number(String name, long min, long max, String says) {
        return new Parameter(name, Kind.NUMBER, false, min, max, says);
    }

    void check(List<String> values, Faults faults) {
        if (values.size() > 1 && !repeated) {
            faults.add(name, "is given more than once");
        }
        for (String value : values) {
            if (value.length() > MAX_LENGTH) {
                faults.add(name, "has " + value.length() + " characters; at most " + MAX_LENGTH + " are taken");
            } else if (kind == Kind.NUMBER && !isInRange(value)) {
                faults.add(name, "must be a whole number from " + min + " to " + max);
            }
        }
    }

    private boolean isInRange(String value) {
        return NUMBER.matcher(value).matches() && Long.parseLong(value) >= min && Long.parseLong(value) <= max;
    }
}
