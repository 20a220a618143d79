package io.quark.net.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** iproute2's {@code bridge}: forwarding entries. Each call is one run of the program. Thread safe. */
final class BridgeCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ProcessRunner runner;
    private final List<String> command;

    /** @param command program and first arguments */
    BridgeCommand(ProcessRunner runner, List<String> command) {
        this.runner = runner;
        this.command = List.copyOf(command);
    }

    /** Runs the program with these arguments, whatever comes of it. */
    ProcessRunner.Outcome attempt(String... arguments) {
        return run("", arguments);
    }

    /** Does each of these commands, also when one before has failed. */
    ProcessRunner.Outcome batch(List<String> commands) {
        return run(String.join("\n", commands) + "\n", "-force", "-batch", "-");
    }

    private ProcessRunner.Outcome run(String input, String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(Arrays.asList(arguments));
        return runner.run(all, input, TIMEOUT);
    }
}
