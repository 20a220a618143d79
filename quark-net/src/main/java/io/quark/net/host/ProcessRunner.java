package io.quark.net.host;

import java.time.Duration;
import java.util.List;

/** Runs a program to its end. Thread safe. */
public interface ProcessRunner {

    /**
     * What a program left.
     *
     * @param exit its exit code
     * @param out its output, cut at a bound
     * @param err its error output, cut at a bound
     */
    record Outcome(int exit, String out, String err) {}

    /**
     * Runs the program, without a shell, and waits for it.
     *
     * @param input what it reads; empty: nothing
     * @throws DriverException if it cannot be run or does not end in time; then it is killed
     */
    Outcome run(List<String> command, String input, Duration timeout);

    /** Runs the program with nothing to read. */
    default Outcome run(List<String> command, Duration timeout) {
        return run(command, "", timeout);
    }
}
