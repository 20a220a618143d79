package io.quark.api.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import picocli.CommandLine;

/** Answers everything with a work unit that is done, or a page of nothing, unless it is told better; remembers what it was asked. */
final class RecordingApi implements BeforeEachCallback, AfterEachCallback {

    private static final String DONE =
            "{\"id\":\"w1\",\"kind\":\"k\",\"state\":\"succeeded\",\"result\":{},\"items\":[],\"title\":\"As told\"}";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile int status = 200;
    private HttpServer server;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
            byte[] answer = answers.getOrDefault(exchange.getRequestURI().getPath(), DONE)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
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
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String[] all = Stream.concat(Stream.of(words), Stream.of("--url", url)).toArray(String[]::new);
        CommandLine line = Quark.commandLine(all);
        line.setErr(new PrintWriter(new StringWriter()));
        return line.execute(all);
    }

    void answer(String path, String body) {
        answers.put(path, body);
    }

    void answerAll(int withStatus) {
        status = withStatus;
    }

    /** Method, path and body of each request, in order. */
    List<String> asked() {
        return asked;
    }
}
