package io.quark.api.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The terminal that the tool was started in, without its own treatment of what is typed: each key goes on as it is, and nothing is
 * shown by itself. Made with stty(1), because Java cannot. Whoever makes it raw gives it back, also when the tool is killed softly.
 */
final class Terminal {

    private static final long PATIENCE_SECONDS = 5;

    private final String before;
    private final Thread atExit;

    private Terminal(String before) {
        this.before = before;
        this.atExit = new Thread(this::restore, "terminal");
    }

    /** Whether a person types. */
    static boolean isInput() {
        return succeeds(List.of("test", "-t", "0"));
    }

    /** Whether a person reads. */
    static boolean isOutput() {
        return succeeds(List.of("test", "-t", "1"));
    }

    /**
     * Makes it raw.
     *
     * @throws CliException where there is no stty
     */
    static Terminal raw() {
        Terminal terminal = new Terminal(stty("-g"));
        Runtime.getRuntime().addShutdownHook(terminal.atExit);
        stty("raw", "-echo");
        return terminal;
    }

    /** As it was. */
    void giveBack() {
        restore();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void restore() {
        stty(before);
    }

    private static String stty(String... words) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        try {
            Process stty = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return said;
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "the terminal cannot be set: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted");
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process test = new ProcessBuilder(command).inheritIO().start();
            return test.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
