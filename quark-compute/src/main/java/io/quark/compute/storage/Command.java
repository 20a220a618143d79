package io.quark.compute.storage;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs another program: with an argument list (no shell reads it), a deadline and bounded output.
 *
 * <p>Blocks the calling thread. An interrupt ends the program.
 */
final class Command {

    /** Of each of standard output and standard error; the rest is read and dropped. */
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    private final Duration deadline;

    Command(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * Standard output of the program.
     *
     * @throws HostFailureException if it cannot be started, does not end in time or ends with another status than 0
     */
    String run(List<String> command) {
        return run(command, StopSignal.never());
    }

    /**
     * The same, ended early where that is asked.
     *
     * @throws HostFailureException also of kind {@code STOPPED}
     */
    String run(List<String> command, StopSignal stop) {
        stop.check();
        Process process = start(command);
        Loop.ignore(stop.asked().thenRun(process::destroyForcibly));
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HostFailureException.passing(
                        name(command) + " did not end within " + deadline.toSeconds() + " s",
                        "see whether the host's disk is overloaded or full");
            }
            stop.check();
            if (process.exitValue() != 0) {
                throw HostFailureException.passing(
                        String.join(" ", command) + " failed: " + err.get().strip(),
                        "run it by hand on the host to see why");
            }
            return out.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostFailureException(
                    HostFailureException.Kind.STOPPED, name(command) + " was interrupted", "nothing to do", e);
        } catch (IOException | ExecutionException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING, name(command) + ": " + e.getMessage(), "try again", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PERMANENT,
                    "cannot run " + name(command) + ": " + e.getMessage(),
                    "install it on the host (Debian: qemu-utils, xorriso)",
                    e);
        }
    }

    private static String read(InputStream in) {
        try (in) {
            byte[] kept = in.readNBytes(MAX_OUTPUT_BYTES);
            in.skip(Long.MAX_VALUE);
            return new String(kept, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static String name(List<String> command) {
        return command.get(0);
    }
}
