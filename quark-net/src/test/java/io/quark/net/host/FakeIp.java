package io.quark.net.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers as iproute2 does on a host with these devices, also where this kernel has no such devices; remembers what changed something. */
final class FakeIp implements ProcessRunner {

    /** Devices by name; each with {@code type}, {@code alias}, {@code mtu}, {@code master}, {@code link}, {@code id}, {@code up}. */
    private final Map<String, Map<String, String>> devices = new LinkedHashMap<>();

    private final List<String> told = new ArrayList<>();
    private String refusal = "";

    FakeIp with(String device, String... properties) {
        Map<String, String> made = new LinkedHashMap<>(Map.of("mtu", "1500"));
        for (int i = 0; i < properties.length; i += 2) {
            made.put(properties[i], properties[i + 1]);
        }
        devices.put(device, made);
        return this;
    }

    /** From now on nothing can be added. */
    void refuses(String words) {
        refusal = words;
    }

    /** What has changed something, in order. */
    List<String> told() {
        return told;
    }

    Set<String> devices() {
        return devices.keySet();
    }

    @Override
    public Outcome run(List<String> command, String input, Duration timeout) {
        List<String> words = command.subList(1, command.size());
        String line = String.join(" ", words);
        if (line.contains("show")) {
            return show(words, line);
        }
        told.add(line);
        if (line.startsWith("link add")) {
            return add(words);
        }
        String device = after(words, "dev");
        if (!devices.containsKey(device)) {
            return failed("Cannot find device \"" + device + "\"");
        }
        if (line.startsWith("link delete")) {
            devices.remove(device);
            devices.values().forEach(other -> other.remove("master", device));
        } else if (line.startsWith("link set")) {
            List<String> changes = words.subList(words.indexOf("dev") + 2, words.size());
            devices.get(device).put(changes.get(0), changes.size() > 1 ? changes.get(1) : "");
        }
        return done("");
    }

    private Outcome add(List<String> words) {
        if (!refusal.isEmpty()) {
            return failed(refusal);
        }
        Map<String, String> made = new LinkedHashMap<>(Map.of("mtu", "1500"));
        for (Iterator<String> rest = words.subList(2, words.size()).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            made.put(word, rest.hasNext() ? rest.next() : "");
        }
        devices.put(made.getOrDefault("name", ""), made);
        return done("");
    }

    private Outcome show(List<String> words, String line) {
        if (line.contains("show master")) {
            String master = words.get(words.size() - 1);
            return done(devices.entrySet().stream()
                    .filter(device -> master.equals(device.getValue().get("master")))
                    .map(device -> device.getKey() + " UP\n")
                    .collect(Collectors.joining()));
        }
        if (line.contains("dev") && !devices.containsKey(after(words, "dev"))) {
            return failed("Device \"" + after(words, "dev") + "\" does not exist.");
        }
        return done(devices.entrySet().stream()
                .filter(device -> !line.contains("dev") || device.getKey().equals(after(words, "dev")))
                .map(device -> json(device.getKey(), device.getValue()))
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static String json(String name, Map<String, String> device) {
        String address = device.getOrDefault("address", "");
        return "{\"ifname\":\"" + name + "\",\"mtu\":" + device.get("mtu") + ",\"flags\":["
                + (device.containsKey("up") ? "\"UP\"" : "") + "]"
                + text("ifalias", device.get("alias")) + text("master", device.get("master"))
                + text("link", device.get("link"))
                + ",\"linkinfo\":{\"info_kind\":\"" + device.getOrDefault("type", "") + "\""
                + (device.containsKey("id") ? ",\"info_data\":{\"id\":" + device.get("id") + "}" : "") + "}"
                + ",\"addr_info\":["
                + (address.isEmpty() ? "" : "{\"local\":\"" + address + "\",\"prefixlen\":24}") + "]}";
    }

    private static String text(String key, @Nullable String value) {
        return value == null ? "" : ",\"" + key + "\":\"" + value + "\"";
    }

    private static String after(List<String> words, String word) {
        int at = words.indexOf(word);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "";
    }

    private static Outcome done(String out) {
        return new Outcome(0, out, "");
    }

    private static Outcome failed(String err) {
        return new Outcome(2, "", err + "\n");
    }
}
