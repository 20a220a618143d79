package io.quark.net.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** iproute2's {@code ip}: devices and their addresses. Each call is one run of the program. Thread safe. */
public final class IpCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ProcessRunner runner;
    private final List<String> command;

    /**
     * Runs it by this command.
     *
     * @param command program and first arguments
     */
    public IpCommand(ProcessRunner runner, List<String> command) {
        this.runner = runner;
        this.command = List.copyOf(command);
    }

    /** The device of that name; empty if there is none. */
    public Optional<Link> link(String name) {
        ProcessRunner.Outcome outcome = attempt("-json", "-details", "link", "show", "dev", name);
        if (outcome.exit() != 0 && isAbsent(outcome)) {
            return Optional.empty();
        }
        return elements(succeeded(outcome, "link show " + name))
                .map(IpCommand::link)
                .findFirst();
    }

    /** All devices there are. */
    public List<Link> links() {
        return elements(succeeded(attempt("-json", "-details", "link", "show"), "link show"))
                .map(IpCommand::link)
                .toList();
    }

    private static Link link(JsonNode node) {
        JsonNode kind = node.path("linkinfo");
        Map<String, String> details = new HashMap<>();
        kind.path("info_data").properties().forEach(detail -> {
            if (detail.getValue().isValueNode()) {
                details.put(detail.getKey(), detail.getValue().asText());
            }
        });
        return new Link(
                node.path("ifname").asText(),
                kind.path("info_kind").asText(),
                node.path("ifalias").asText(),
                node.path("mtu").asInt(),
                StreamSupport.stream(node.path("flags").spliterator(), false)
                        .anyMatch(flag -> flag.asText().equals("UP")),
                text(node.path("master")),
                text(node.path("link")),
                details);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** The names of the devices that are enslaved to this one. */
    Set<String> portsOf(String bridge) {
        ProcessRunner.Outcome outcome = attempt("-brief", "link", "show", "master", bridge);
        return succeeded(outcome, "link show master " + bridge)
                .lines()
                .map(line -> line.split("[ @]", 2)[0])
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** The addresses of a device with their prefix length. */
    public Set<String> addresses(String device) {
        ProcessRunner.Outcome outcome = attempt("-json", "address", "show", "dev", device);
        return elements(succeeded(outcome, "address show " + device))
                .flatMap(IpCommand::addresses)
                .collect(Collectors.toSet());
    }

    /** The addresses of all devices with their prefix length, by device. */
    public Map<String, Set<String>> addresses() {
        return elements(succeeded(attempt("-json", "address", "show"), "address show"))
                .collect(Collectors.toMap(
                        link -> link.path("ifname").asText(),
                        link -> addresses(link).collect(Collectors.toSet()),
                        (one, other) -> other));
    }

    private static Stream<String> addresses(JsonNode link) {
        return StreamSupport.stream(link.path("addr_info").spliterator(), false)
                .map(address -> address.path("local").asText() + "/"
                        + address.path("prefixlen").asInt());
    }

    /** Does it; what exists already when it should be made, or is gone when it should be removed, is no failure. */
    public void run(String... arguments) {
        ProcessRunner.Outcome outcome = attempt(arguments);
        if (outcome.exit() != 0 && !isThere(outcome) && !isAbsent(outcome)) {
            succeeded(outcome, String.join(" ", arguments));
        }
    }

    /** Does it, whatever comes of it. */
    ProcessRunner.Outcome attempt(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(Arrays.asList(arguments));
        return runner.run(all, TIMEOUT);
    }

    private static boolean isAbsent(ProcessRunner.Outcome outcome) {
        return outcome.err().contains("does not exist") || outcome.err().contains("Cannot find device");
    }

    private static boolean isThere(ProcessRunner.Outcome outcome) {
        return outcome.err().contains("File exists");
    }

    /**
     * The output of what was attempted.
     *
     * @throws DriverException if it failed, in the kernel's words
     */
    static String succeeded(ProcessRunner.Outcome outcome, String what) {
        if (outcome.exit() != 0) {
            throw HostProblems.failed(
                    "'ip " + what + "' failed: " + outcome.err().strip());
        }
        return outcome.out();
    }

    private static Stream<JsonNode> elements(String json) {
        try {
            JsonNode array = Json.lenient().readTree(json.isBlank() ? "[]" : json);
            return StreamSupport.stream(array.spliterator(), false);
        } catch (JsonProcessingException e) {
            throw HostProblems.failed("'ip' answered something else than JSON: " + e.getOriginalMessage());
        }
    }
}
