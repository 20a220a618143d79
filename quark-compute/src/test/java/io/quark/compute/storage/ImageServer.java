package io.quark.compute.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An api that serves one image file on loopback, as the test wants it to. */
final class ImageServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Answer answer = exchange -> respond(exchange, 404, new byte[0]);

    /** What is answered to a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    ImageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/image", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    void answers(Answer now) {
        answer = now;
    }

    void serves(byte[] content) {
        answers(exchange -> respond(exchange, 200, content));
    }

    static void respond(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/image";
    }

    /** How often it was asked. */
    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
