package io.quark.net.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** nftables' {@code nft}. Each call is one run of the program, and one transaction of the kernel's. Thread safe. */
final class NftCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ProcessRunner runner;
    private final List<String> command;

    /** @param command program and first arguments */
    NftCommand(ProcessRunner runner, List<String> command) {
        this.runner = runner;
        this.command = List.copyOf(command);
    }

    /** Does all of it, or nothing. */
    void commit(String commands) {
        succeeded(run(commands, "-f", "-"), "nft -f -");
    }

    /** Asks the kernel whether it would do all of it; nothing is changed. */
    void check(String commands) {
        succeeded(run(commands, "-c", "-f", "-"), "nft -c -f -");
    }

    /** The objects that this command lists as JSON, with numbers for names; none where what it lists is absent. */
    List<JsonNode> list(String... what) {
        List<String> arguments = new ArrayList<>(List.of("-j", "-n", "list"));
        arguments.addAll(Arrays.asList(what));
        ProcessRunner.Outcome outcome = run("", arguments.toArray(String[]::new));
        if (outcome.exit() != 0 && outcome.err().contains("No such file or directory")) {
            return List.of();
        }
        succeeded(outcome, "nft list " + String.join(" ", what));
        try {
            JsonNode array = Json.lenient().readTree(outcome.out()).path("nftables");
            return StreamSupport.stream(array.spliterator(), false).toList();
        } catch (JsonProcessingException e) {
            throw HostProblems.failed("'nft' answered something else than JSON: " + e.getOriginalMessage());
        }
    }

    private ProcessRunner.Outcome run(String input, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(Arrays.asList(arguments));
        return runner.run(all, input, TIMEOUT);
    }

    private static void succeeded(ProcessRunner.Outcome outcome, String what) {
        if (outcome.exit() != 0) {
            throw HostProblems.failed("'" + what + "' failed: " + outcome.err().strip());
        }
    }
}
