package io.quark.api.cli;

import io.quark.common.looking.Look;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark instance console-log}: what a machine wrote to its first serial port. */
@Command(name = "console-log", description = "Shows what a machine wrote to its first serial port.")
final class ConsoleLogCommand implements Callable<Integer> {

    private static final long LOOK_EVERY_MILLIS = 1_000;

    @Mixin
    private final Session session = new Session();

    @Parameters(paramLabel = "INSTANCE")
    private String instance = "";

    @Option(names = "--lines", defaultValue = "200", paramLabel = "N", description = "The last N (default: 200).")
    private int lines = 200;

    @Option(names = "--follow", description = "Go on, and show what is written, until the machine is gone.")
    private boolean follow;

    @Override
    public Integer call() {
        ApiClient api = session.api();
        String path = InstancePaths.of(instance, "console-log");
        boolean filtered = Terminal.isOutput();
        HttpResponse<byte[]> part = api.bytes(path, Map.of("lines", Integer.toString(lines)));
        show(part.body(), filtered);
        while (follow) {
            pause();
            String end = part.headers().firstValue(Look.LOG_END).orElse("0");
            part = api.bytes(path, Map.of("from", end));
            show(part.body(), filtered);
        }
        return ExitCode.DONE.code();
    }

    /** What a guest wrote does as little to a terminal as any other text; a file or pipe gets it as it is. */
    private static void show(byte[] bytes, boolean filtered) {
        PrintStream out = System.out;
        try {
            out.write(filtered ? printable(bytes) : bytes);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot write: " + e.getMessage());
        }
        out.flush();
        if (out.checkError()) {
            throw new CliException(ExitCode.FAILED, "nobody reads what is shown");
        }
    }

    static byte[] printable(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted");
        }
    }
}
