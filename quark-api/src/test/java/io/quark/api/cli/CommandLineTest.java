package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {

    @ParameterizedTest
    @CsvSource({"200,0", "400,2", "403,5", "404,3", "409,4", "422,2", "500,1"})
    void exitCodeTellsWhatTheApiAnswered(int status, int exitCode) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] body = "{\"title\": \"As told\", \"items\": []}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(run("instance", "list", "--url", url)).isEqualTo(exitCode);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void apiThatIsNotThereIsUnreachable() {
        assertThat(run("work", "list", "--url", "http://127.0.0.1:1")).isEqualTo(ExitCode.UNREACHABLE.code());
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

    private static int run(String... args) {
        CommandLine line = Quark.commandLine();
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(args);
    }
}
