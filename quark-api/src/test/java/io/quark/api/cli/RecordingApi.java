package io.quark.api.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;

/** Answers everything with a work unit that is done, or a page of nothing, and remembers what it was asked. */
final class RecordingApi implements BeforeEachCallback, AfterEachCallback {

    private static final byte[] DONE =
            "{\"id\":\"w1\",\"kind\":\"k\",\"state\":\"succeeded\",\"result\":{},\"items\":[]}"
                    .getBytes(StandardCharsets.UTF_8);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        asked.clear();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            exchange.sendResponseHeaders(200, DONE.length);
            exchange.getResponseBody().write(DONE);
            exchange.close();
        });
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.stop(0);
    }

    /** Runs one command against it and answers the exit code. */
    int run(String... words) {
        CommandLine line = Quark.commandLine();
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "--url",
                                "http://127.0.0.1:" + server.getAddress().getPort()))
                .toArray(String[]::new));
    }

    /** Method, path and body of each request, in order. */
    List<String> asked() {
        return asked;
    }
}
