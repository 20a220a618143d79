package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.HashMap;
import java.util.Map;

/** How networks are realised on this host. */
public record NetConfig(
        @JsonPropertyDescription("driver for every network, whatever it asks for; empty: the network's own, or"
                + " 'recording' where the hypervisor can join none")
        String driver,

        @JsonPropertyDescription(
                "options of drivers, <driver>.<option>; bridge.anti_spoofing is true, false or if_possible")
        Map<String, String> options) {

    public static final NetConfig DEFAULTS = new NetConfig("", Map.of());

    public NetConfig {
        options = Map.copyOf(options);
    }

    /** The options of each driver, by its name. */
    public Map<String, Map<String, String>> optionsByDriver() {
        Map<String, Map<String, String>> byDriver = new HashMap<>();
        options.forEach((key, value) -> {
            int dot = key.indexOf('.');
            String of = dot < 0 ? key : key.substring(0, dot);
            byDriver.computeIfAbsent(of, name -> new HashMap<>()).put(key.substring(dot + 1), value);
        });
        return byDriver;
    }
}
