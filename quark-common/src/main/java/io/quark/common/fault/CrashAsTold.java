package io.quark.common.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Halts at the point that a file names, which may come, change and go while the process runs. */
final class CrashAsTold implements CrashPoints {

    private final Path file;
    private final Runnable halt;

    CrashAsTold(Path file, Runnable halt) {
        this.file = file;
        this.halt = halt;
    }

    @Override
    public void reached(String reached) {
        if (told().equals(reached)) {
            halt.run();
        }
    }

    private String told() {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // there is none now
        }
    }
}
