package io.quark.net.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** iproute2's {@code tc}: what devices do with their traffic. Each call is one run of the program. Thread safe. */
final class TcCommand {

    /** The one that the kernel gives the queueing discipline of what comes in. */
    private static final String INGRESS = "ffff:";

    private static final Logger LOG = LoggerFactory.getLogger(TcCommand.class);

    /** While a queue of 100 ms leaves at the speed of the host. */
    private static final int MOST_LOOKS = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ProcessRunner runner;
    private final List<String> command;

    /** @param command program and first arguments */
    TcCommand(ProcessRunner runner, List<String> command) {
        this.runner = runner;
        this.command = List.copyOf(command);
    }

    /** Our bucket on what a device sends; empty if there is none, or no such device. */
    Optional<Bucket> bucket(String device) {
        return qdiscs(device)
                .filter(qdisc -> qdisc.path("root").asBoolean())
                .flatMap(qdisc -> Bucket.in(qdisc).stream())
                .findFirst();
    }

    /** Puts the bucket on what a device sends: in place, where ours is there already, so that what waits goes on waiting. */
    void replaceBucket(String device, Bucket bucket) {
        List<String> words =
                new ArrayList<>(List.of("qdisc", "replace", "dev", device, "root", "handle", Bucket.HANDLE));
        words.addAll(bucket.words());
        run(words.toArray(String[]::new));
    }

    /** Takes our bucket away, after what waits in it. */
    void deleteBucket(String device) {
        empty(device);
        run("qdisc", "delete", "dev", device, "root");
    }

    /** Opens our bucket as wide as it goes and lets what waits leave, as far as it does so at once: the device may be down. */
    void empty(String device) {
        replaceBucket(device, Bucket.OPEN);
        for (int look = 0; look < MOST_LOOKS && waits(device); look++) {
            LOG.trace("something still waits to leave {}", device); // each look takes some milliseconds
        }
    }

    private boolean waits(String device) {
        return elements("-statistics", "qdisc", "show", "dev", device)
                .anyMatch(qdisc ->
                        qdisc.path("root").asBoolean() && qdisc.path("qlen").asInt() > 0);
    }

    /** Whether all that comes from a device is sent through another first. */
    boolean redirects(String device, String through) {
        return elements("filter", "show", "dev", device, "parent", INGRESS)
                .flatMap(filter -> stream(filter.path("options").path("actions")))
                .anyMatch(action -> action.path("kind").asText().equals("mirred")
                        && action.path("mirred_action").asText().equals("redirect")
                        && action.path("to_dev").asText().equals(through));
    }

    /** Sends all that comes from a device through another first. A filter that matches anything: not every kernel has {@code matchall}. */
    void redirect(String device, String through) {
        if (!hasIngress(device)) {
            run("qdisc", "add", "dev", device, "handle", INGRESS, "ingress");
        }
        run(("filter replace dev " + device + " parent " + INGRESS + " protocol all pref 1 handle 800::1"
                        + " u32 match u32 0 0 action mirred egress redirect dev " + through)
                .split(" "));
    }

    /** What comes from a device goes straight on. */
    void redirectNoMore(String device) {
        if (hasIngress(device)) {
            run("qdisc", "delete", "dev", device, "ingress");
        }
    }

    private boolean hasIngress(String device) {
        return qdiscs(device).anyMatch(qdisc -> qdisc.path("kind").asText().equals("ingress"));
    }

    private Stream<JsonNode> qdiscs(String device) {
        return elements("qdisc", "show", "dev", device);
    }

    private void run(String... arguments) {
        ProcessRunner.Outcome outcome = attempt(List.of(arguments));
        if (outcome.exit() != 0) {
            throw failed(String.join(" ", arguments), outcome);
        }
    }

    private Stream<JsonNode> elements(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-json"));
        all.addAll(Arrays.asList(arguments));
        ProcessRunner.Outcome outcome = attempt(all);
        if (outcome.exit() != 0 && outcome.err().contains("Cannot find device")) {
            return Stream.empty();
        }
        if (outcome.exit() != 0) {
            throw failed(String.join(" ", arguments), outcome);
        }
        try {
            return stream(Json.lenient().readTree(outcome.out().isBlank() ? "[]" : outcome.out()));
        } catch (JsonProcessingException e) {
            throw HostProblems.failed("'tc' answered something else than JSON: " + e.getOriginalMessage());
        }
    }

    private ProcessRunner.Outcome attempt(List<String> arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        return runner.run(all, TIMEOUT);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static DriverException failed(String what, ProcessRunner.Outcome outcome) {
        return HostProblems.failed("'tc " + what + "' failed: " + outcome.err().strip());
    }
}
