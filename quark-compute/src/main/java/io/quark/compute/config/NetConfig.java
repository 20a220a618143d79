package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** How networks are realised on this host. */
public record NetConfig(
        @JsonPropertyDescription("driver for every network, whatever it asks for; empty: the network's own, or"
                + " 'recording' where the hypervisor can join none")
        String driver,

        @JsonPropertyDescription(
                "options of drivers, <driver>.<option>; bridge.anti_spoofing is true, false or if_possible")
        Map<String, String> options,

        @JsonPropertyDescription(
                "address of this host at which it takes tunnelled traffic (VXLAN); empty: no VXLAN network can be on it;"
                        + " simulated computes have one each")
        String tunnel,

        @JsonPropertyDescription(
                "physical networks that the host is connected to, for flat and VLAN networks: <name>=<interface or"
                        + " bridge>")
        Map<String, String> physical,

        @JsonPropertyDescription("how often the host's networks are compared with what they should be, s")
        int recheckS) {

    public static final NetConfig DEFAULTS = new NetConfig("", Map.of(), "", Map.of(), 30);

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    public NetConfig {
        options = Map.copyOf(options);
        physical = Map.copyOf(physical);
        Faults faults = new Faults()
                .within("recheck_s", recheckS, 1, 3_600)
                .when(
                        !tunnel.isEmpty() && !ADDRESS.matcher(tunnel).matches(),
                        "tunnel",
                        "is an IPv4 or IPv6 address, not '" + tunnel + "'");
        physical.forEach((name, device) -> faults.name("physical", name)
                .when(
                        !DEVICE.matcher(device).matches(),
                        "physical." + name,
                        "is the name of an interface or bridge, not '" + device + "'"));
        faults.raise();
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
