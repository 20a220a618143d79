package io.quark.net.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** The drivers that a host has, found by {@link ServiceLoader}. */
public final class Drivers {

    private Drivers() {}

    /** The names of the drivers that can be found. */
    public static Set<String> names() {
        return ServiceLoader.load(DriverProvider.class).stream()
                .map(provider -> provider.get().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * All drivers that can be found, opened.
     *
     * @param options by driver name, what is configured for it
     * @throws IllegalArgumentException if an option is unknown or wrong, or is for a driver that is not there
     */
    public static Map<String, Driver> load(Map<String, Map<String, String>> options) {
        Map<String, Driver> drivers = new HashMap<>();
        for (DriverProvider provider : ServiceLoader.load(DriverProvider.class)) {
            drivers.put(provider.name(), provider.open(options.getOrDefault(provider.name(), Map.of())));
        }
        for (String name : options.keySet()) {
            if (!drivers.containsKey(name)) {
                throw new IllegalArgumentException("there is no network driver '" + name + "'; there are "
                        + drivers.keySet().stream().sorted().toList());
            }
        }
        return Map.copyOf(drivers);
    }

    /**
     * One driver by its name, opened; empty if there is none of that name.
     *
     * @throws IllegalArgumentException if an option is unknown or wrong
     */
    public static Optional<Driver> load(String name, Map<String, String> options) {
        return ServiceLoader.load(DriverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .map(provider -> provider.open(options));
    }
}
