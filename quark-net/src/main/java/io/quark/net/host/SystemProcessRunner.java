package io.quark.net.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs programs of this system, in the C locale, with bounded output. */
public final class SystemProcessRunner implements ProcessRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SystemProcessRunner.class);

    private static final int MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

    @Override
    public Outcome run(List<String> command, String input, Duration timeout) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C"); // messages are told apart by their words
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw HostProblems.failed(command.get(0) + " cannot be run: " + e.getMessage());
        }
        CompletableFuture<String> out = reading(process.getInputStream());
        CompletableFuture<String> err = reading(process.getErrorStream());
        try {
            give(input, process.getOutputStream());
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw HostProblems.failed(
                        "'" + String.join(" ", command) + "' did not end within " + timeout.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HostProblems.failed("'" + String.join(" ", command) + "' was interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Much of it on a thread of its own: a program that does not read what it is given must not hold us up. */
    private static void give(String input, OutputStream stream) {
        if (input.isEmpty()) {
            write(input, stream);
        } else {
            start(() -> write(input, stream));
        }
    }

    private static void write(String input, OutputStream stream) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("a program did not read what it was given: {}", e.getMessage()); // its exit code says why
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> read(stream), SystemProcessRunner::start);
    }

    /** A thread of its own: shared ones would let one slow program hold up the others. */
    private static void start(Runnable task) {
        Thread thread = new Thread(task, "process-streams");
        thread.setDaemon(true);
        thread.start();
    }

    /** All of it is read, so that the program is not held up; what is beyond the bound is dropped. */
    private static String read(InputStream stream) {
        try (stream) {
            byte[] kept = stream.readNBytes(MAX_OUTPUT_BYTES);
            stream.transferTo(OutputStream.nullOutputStream());
            return new String(kept, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
