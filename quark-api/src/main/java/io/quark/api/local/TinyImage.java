package io.quark.api.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The files of the image {@code tiny}: a kernel and an initrd made from Debian's packages, or stand-ins for a simulation. */
public final class TinyImage {

    public static final String NAME = "tiny";
    public static final String CMDLINE = "console=ttyS0 quiet panic=5 no_timer_check cryptomgr.notests";

    private static final long MINUTES_TO_MAKE_IT = 5;

    private TinyImage() {}

    public static Path kernel(Path images) {
        return images.resolve("tiny-vmlinuz");
    }

    public static Path initrd(Path images) {
        return images.resolve("tiny-initrd");
    }

    /**
     * Sees to it that the files are there.
     *
     * @param real whether a guest will boot from them; otherwise stand-ins do, which say that they are
     */
    public static void provide(Path images, boolean real) {
        try {
            Files.createDirectories(images);
            if (Files.exists(kernel(images)) && Files.exists(initrd(images))) {
                return;
            }
            if (real) {
                make(images);
            } else {
                Files.writeString(kernel(images), "stand-in for a kernel: nothing boots in a simulation\n");
                Files.writeString(initrd(images), "stand-in for an initrd: nothing boots in a simulation\n");
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot make the image tiny in " + images + ": " + e.getMessage(), e);
        }
    }

    private static void make(Path images) throws IOException {
        Path script =
                Path.of(Optional.ofNullable(System.getProperty("quark.home")).orElse("."), "scripts", "tiny-image");
        Process process = new ProcessBuilder(script.toString(), images.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        images.resolve("tiny-image.log").toFile()))
                .start();
        try {
            if (!process.waitFor(MINUTES_TO_MAKE_IT, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new LocalClusterException(script + " failed:\n" + Logs.tail(images.resolve("tiny-image.log")));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted while making the image tiny", e);
        }
    }
}
