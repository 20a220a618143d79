package io.quark.net.host.ovs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.net.host.HostProblems;
import io.quark.net.host.ProcessRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code ovs-vsctl}: Open vSwitch's database. Each call is one run of the program and one transaction; one that changes anything waits until
 * the switch has followed. Thread safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7047#section-5.1">RFC 7047, 5.1: how values look in JSON</a>
 */
final class Vsctl {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Before ours, so that the program says itself what it waited for. */
    private static final String OWN_TIMEOUT = "--timeout=15";

    private final ProcessRunner runner;
    private final List<String> command;

    /** @param command program and first arguments */
    Vsctl(ProcessRunner runner, List<String> command) {
        this.runner = runner;
        this.command = List.copyOf(command);
    }

    /** Whether a bridge of that kind of datapath works here. */
    boolean hasDatapath(String type) {
        return rows("--columns=datapath_id", "find", "Bridge", "datapath_type=" + type)
                .anyMatch(row -> row.path(0).isTextual());
    }

    Optional<Bridge> bridge(String name) {
        return rows("--columns=name,external_ids", "--if-exists", "list", "Bridge", name)
                .map(Vsctl::bridge)
                .findFirst();
    }

    /** The bridges that this owner made. */
    List<Bridge> bridges(String owner) {
        return rows("--columns=name,external_ids", "find", "Bridge", equal(Bridge.OWNER, owner))
                .map(Vsctl::bridge)
                .toList();
    }

    private static Bridge bridge(JsonNode row) {
        return new Bridge(row.path(0).asText(), map(row.path(1)));
    }

    /** The names of a bridge's ports, without the device of the bridge itself; none where there is no such bridge. */
    List<String> ports(String bridge) {
        ProcessRunner.Outcome outcome = attempt(List.of("list-ports", bridge));
        if (outcome.exit() != 0 && outcome.err().contains("no bridge named")) {
            return List.of();
        }
        return succeeded(outcome, "list-ports " + bridge).lines().toList();
    }

    /** The interfaces that carry this mark. */
    List<Interface> interfaces(String key, String value) {
        return rows("--columns=name,external_ids,ofport", "find", "Interface", equal(key, value))
                .map(Vsctl::iface)
                .toList();
    }

    Optional<Interface> iface(String name) {
        return rows("--columns=name,external_ids,ofport", "--if-exists", "list", "Interface", name)
                .map(Vsctl::iface)
                .findFirst();
    }

    /** The port number is a set with nothing in it while there is none, and -1 where there is no device. */
    private static Interface iface(JsonNode row) {
        return new Interface(row.path(0).asText(), map(row.path(1)), row.path(2).asInt(-1) > 0);
    }

    /** Does all of it, or nothing. */
    void commit(Change change) {
        run(change.words());
    }

    private Stream<JsonNode> rows(String... query) {
        List<String> words = new ArrayList<>(List.of("--format=json"));
        words.addAll(Arrays.asList(query));
        String json = run(words);
        try {
            return elements(Json.lenient().readTree(json).path("data"));
        } catch (JsonProcessingException e) {
            throw HostProblems.failed("'ovs-vsctl' answered something else than JSON: " + e.getOriginalMessage());
        }
    }

    private static String equal(String key, String value) {
        return "external_ids:" + key + "=\"" + value + "\"";
    }

    /** A map is {@code ["map", [[key, value], ...]]}. */
    private static Map<String, String> map(JsonNode column) {
        Map<String, String> map = new HashMap<>();
        elements(column.path(1))
                .forEach(pair -> map.put(pair.path(0).asText(), pair.path(1).asText()));
        return map;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private String run(List<String> words) {
        return succeeded(attempt(words), String.join(" ", words));
    }

    private ProcessRunner.Outcome attempt(List<String> words) {
        List<String> all = new ArrayList<>(command);
        all.add(OWN_TIMEOUT);
        all.addAll(words);
        return runner.run(all, TIMEOUT);
    }

    /** A device that the switch could not make is told on the error output only: the program then still ends with 0. */
    private static String succeeded(ProcessRunner.Outcome outcome, String what) {
        if (outcome.exit() != 0 || outcome.err().contains("Error detected")) {
            throw HostProblems.failed(
                    "'ovs-vsctl " + what + "' failed: " + outcome.err().strip());
        }
        return outcome.out();
    }
}
