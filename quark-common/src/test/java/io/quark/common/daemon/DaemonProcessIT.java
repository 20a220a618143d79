package io.quark.common.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonProcessIT {

    @TempDir
    private Path directory;

    private Optional<Process> process = Optional.empty();

    @AfterEach
    void end() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void stopsInOrderOnSigterm() throws Exception {
        Process daemon = start();
        await().until(() -> Files.exists(ready()));
        assertThat(ReadyFile.read(ready()).pid()).isEqualTo(daemon.pid());

        daemon.destroy(); // SIGTERM

        assertThat(exitCode(daemon)).isZero();
        assertThat(ready()).doesNotExist();
        assertThat(log()).containsSubsequence("second stopped", "first stopped", "ended exit_code=0");
    }

    @Test
    void diesAtTheConfiguredCrashPointAsIfItWereKilled() throws Exception {
        Process daemon = start("--set", "fault.crash_at=sample.started");

        assertThat(exitCode(daemon)).isEqualTo(137);
        assertThat(log()).doesNotContain("stopped");
    }

    @Test
    void endsWithTwoWhenItsConfigurationCannotBeUsed() throws Exception {
        assertThat(exitCode(start("--set", "admin.prot=1"))).isEqualTo(2);
        assertThat(log()).contains("did you mean admin.port?");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SampleDaemon.class.getName(),
                "--set",
                "ready_file=" + ready()));
        command.addAll(List.of(arguments));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logFile().toFile())
                .start();
        process = Optional.of(started);
        return started;
    }

    private static int exitCode(Process daemon) throws InterruptedException {
        assertThat(daemon.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return daemon.exitValue();
    }

    private Path ready() {
        return directory.resolve("ready.json");
    }

    private Path logFile() {
        return directory.resolve("log");
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }
}
