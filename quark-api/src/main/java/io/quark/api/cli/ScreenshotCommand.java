package io.quark.api.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code quark instance screenshot}: what a machine's screen shows, in a file. */
@Command(name = "screenshot", description = "Writes what a machine's screen shows into a file, as PNG.")
final class ScreenshotCommand implements Callable<Integer> {

    @Mixin
    private final Session session = new Session();

    @Parameters(index = "0", paramLabel = "INSTANCE")
    private String instance = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "- is the standard output.")
    private String file = "";

    @Override
    public Integer call() {
        byte[] png = session.api()
                .bytes(InstancePaths.of(instance, "screenshot"), Map.of())
                .body();
        try {
            if (file.equals("-")) {
                System.out.write(png);
                System.out.flush();
            } else {
                Files.write(Path.of(file), png);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage());
        }
        return ExitCode.DONE.code();
    }
}
