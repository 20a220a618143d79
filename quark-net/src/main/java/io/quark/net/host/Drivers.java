package io.quark.net.host;

import java.util.Map;
import java.util.Optional;

/** The drivers that a host has, by name. */
public final class Drivers {

    private Drivers() {}

    /**
     * All drivers that can be found, opened.
     *
     * @param options by driver name
     */
    public static Map<String, Driver> load(Map<String, Map<String, String>> options) {
        return Unfinished.later();
    }

    /** One driver by its name, opened; empty if there is none of that name. */
    public static Optional<Driver> load(String name, Map<String, String> options) {
        return Unfinished.later();
    }
}
