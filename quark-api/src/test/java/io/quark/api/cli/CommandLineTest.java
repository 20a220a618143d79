package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    @RegisterExtension
    final RecordingApi api = new RecordingApi();

    @ParameterizedTest
    @CsvSource({"200,0", "400,2", "403,5", "404,3", "409,4", "422,2", "500,1"})
    void exitCodeTellsWhatTheApiAnswered(int status, int exitCode) {
        api.answerAll(status);

        assertThat(api.run("instance", "list")).isEqualTo(exitCode);
    }

    @Test
    void apiThatIsNotThereIsUnreachable() {
        assertThat(run("work", "list", "--url", "http://127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://h", "http://", "http://a b", "http://h/?q=1", "http://u:p@h"})
    void whatIsNoAddressIsAUsageError(String url) {
        assertThat(run("work", "list", "--url", url)).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void everyOptionOfEveryVerbOfMachinesSaysWhatItIs() {
        CommandLine line = Quark.commandLine();
        for (String noun : List.of("instance", "volume", "snapshot", "flavor", "image", "work")) {
            line.getSubcommands()
                    .get(noun)
                    .getSubcommands()
                    .forEach((verb, command) -> assertThat(
                                    command.getCommandSpec().options())
                            .as(noun + " " + verb)
                            .noneMatch(option -> option.description().length == 0));
        }
    }

    @Test
    void wrongWordsAreUsageErrors() {
        assertThat(run("instance", "invent")).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--orcs", "0")).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("up", "--set", "nonsense")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void everyCommandTellsHowItIsUsed() {
        CommandLine line = Quark.commandLine();
        assertThat(line.getSubcommands().keySet())
                .contains(
                        "instance",
                        "work",
                        "compute",
                        "network",
                        "image",
                        "qos",
                        "security-group",
                        "tree",
                        "up",
                        "down",
                        "completion");
        line.getSubcommands()
                .values()
                .forEach(noun -> assertThat(noun.getUsageMessage()).contains(noun.getCommandName()));
    }

    @Test
    void nothingThatANounCanDoIsLeftOut() {
        CommandLine line = Quark.commandLine();
        line.getSubcommands().forEach((name, noun) -> {
            CommandLine asPicocliReadsIt = new CommandLine(noun.getCommandSpec().userObject());
            assertThat(noun.getSubcommands().keySet())
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(
                            asPicocliReadsIt.getSubcommands().keySet());
        });
    }

    @Test
    void whatIsNotAskedForIsToldAllTheSame() {
        assertThat(Quark.commandLine("instance").getUsageMessage())
                .isEqualTo(Quark.commandLine().getUsageMessage());
        assertThat(usage(Quark.commandLine("instance", "start"), "instance"))
                .isEqualTo(usage(Quark.commandLine(), "instance"));
    }

    private static String usage(CommandLine line, String noun) {
        return line.getSubcommands().get(noun).getUsageMessage();
    }

    private static int run(String... args) {
        CommandLine line = Quark.commandLine(args);
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(args);
    }
}
