package io.quark.net.host;

import java.util.Map;

/** Makes a driver: found by {@link java.util.ServiceLoader}, so that drivers come without touching anything here. */
public interface DriverProvider {

    /** The name that networks ask for its driver by. */
    String name();

    /**
     * Makes the driver, as configured.
     *
     * @param options from the configuration, without the driver's name before them
     * @throws IllegalArgumentException if an option is unknown or wrong
     */
    Driver open(Map<String, String> options);
}
