package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemProcessRunnerTest {

    private final ProcessRunner runner = new SystemProcessRunner();

    @Test
    void outputErrorsAndExitCodeAreTold() {
        assertThat(runner.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), Duration.ofMinutes(1)))
                .isEqualTo(new ProcessRunner.Outcome(3, "out\n", "err\n"));
    }

    @Test
    void whatItIsGivenIsRead() {
        assertThat(runner.run(List.of("cat"), "in\n", Duration.ofMinutes(1)).out())
                .isEqualTo("in\n");
    }

    @Test
    void argumentsAreNotForAShell() {
        assertThat(runner.run(List.of("echo", "$HOME; `id`"), Duration.ofMinutes(1))
                        .out())
                .isEqualTo("$HOME; `id`\n");
    }

    @Test
    void outputIsBounded() {
        assertThat(runner.run(List.of("head", "-c", "20000000", "/dev/zero"), Duration.ofMinutes(1))
                        .out())
                .hasSize(16 * 1024 * 1024);
    }

    @Test
    void aLargeInputIsRead() {
        assertThat(runner.run(List.of("wc", "-c"), "x".repeat(1_000_000), Duration.ofMinutes(1))
                        .out()
                        .strip())
                .isEqualTo("1000000");
    }

    @Test
    void anInputThatNobodyReadsHoldsNothingUp() {
        assertThatThrownBy(() -> runner.run(List.of("sleep", "60"), "x".repeat(1_000_000), Duration.ofMillis(100)))
                .hasMessageContaining("did not end");
    }

    @Test
    void whatDoesNotEndIsKilled() {
        assertThatThrownBy(() -> runner.run(List.of("sleep", "60"), Duration.ofMillis(100)))
                .isInstanceOf(DriverException.class)
                .hasMessageContaining("did not end");
    }

    @Test
    void aMissingProgramIsNamed() {
        assertThatThrownBy(() -> runner.run(List.of("no-such-program"), Duration.ofSeconds(1)))
                .isInstanceOf(DriverException.class)
                .hasMessageContaining("no-such-program");
    }
}
