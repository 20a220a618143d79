package io.quark.api.cli;

/** Ends the tool with a message for a person and an exit code. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final ExitCode exitCode;

    CliException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
