package io.quark.api.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.quark.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Quark's REST interface as the tool uses it. Every change carries an Idempotency-Key, so that a request whose answer was
 * lost is repeated without doing it twice.
 */
public final class ApiClient {

    private static final Pattern ADDRESS = Pattern.compile("(?i)https?://[a-z0-9._\\[\\]:-]+(/[a-z0-9._~/-]*)?");
    private static final int TRIES = 4;
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final String base;
    private final Optional<String> token;
    private final Optional<String> project;
    private final HttpClient http;

    /**
     * A client of the api at an address.
     *
     * @param base the api's address, e.g. {@code http://127.0.0.1:8080}
     * @throws CliException if it is none
     */
    public ApiClient(String base, Optional<String> token, Optional<String> project) {
        this.base = address(base);
        this.token = token;
        this.project = project;
        this.http = client(this.base);
    }

    private static String address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new CliException(
                    ExitCode.USAGE, "\"" + text + "\" is not the address of an api: write http://HOST:PORT");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static HttpClient client(String url) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        if (!Pattern.matches("(?i)(https|wss):.*", url)) {
            client.sslContext(trustingNobody());
        }
        return client.build();
    }

    /** Reading all the certificates that Java trusts takes longer than a request: only where they are needed. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    public JsonNode get(String path, Map<String, String> query) {
        return exchange(request(path, query).GET(), Duration.ofSeconds(90));
    }

    public JsonNode get(String path) {
        return get(path, Map.of());
    }

    /**
     * Asks for a change and answers its work unit.
     *
     * @param waitSeconds how long the answer may wait for the end; 0: not at all
     */
    public JsonNode change(String method, String path, Optional<JsonNode> body, int waitSeconds) {
        HttpRequest.Builder request = request(path, Map.of())
                .method(method, body.map(ApiClient::json).orElse(BodyPublishers.noBody()))
                .header("Idempotency-Key", UUID.randomUUID().toString());
        body.ifPresent(b -> request.header("Content-Type", "application/json"));
        if (waitSeconds > 0) {
            request.header("Prefer", "wait=" + waitSeconds);
        }
        return exchange(request, Duration.ofSeconds(waitSeconds + 30L));
    }

    /** Streams a file in. */
    public JsonNode upload(String path, Map<String, String> query, Path file) {
        try {
            HttpRequest.Builder request = request(path, query)
                    .header("Content-Type", "application/octet-stream")
                    .header("Prefer", "wait=60")
                    .PUT(BodyPublishers.ofFile(file));
            return exchange(request, Duration.ofHours(6));
        } catch (IOException e) {
            throw new CliException(ExitCode.USAGE, "cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Gets something that is not JSON. */
    public HttpResponse<byte[]> bytes(String path, Map<String, String> query) {
        return send(
                request(path, query).GET(),
                Duration.ofSeconds(60),
                BodyHandlers.ofByteArray(),
                body -> new String(body, StandardCharsets.UTF_8));
    }

    /** Opens a WebSocket at an address that the api has told. */
    public WebSocket open(String url, WebSocket.Listener listener) {
        try {
            return client(url)
                    .newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(30))
                    .buildAsync(URI.create(url), listener)
                    .join();
        } catch (CompletionException e) {
            throw ConsoleCommand.refused(e);
        }
    }

    /** Opens a stream of server-sent events. */
    public InputStream events(String path, Map<String, String> query) {
        HttpRequest request =
                request(path, query).header("Accept", "text/event-stream").GET().build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() >= 400) {
                throw failure(
                        response.statusCode(), new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted");
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        StringBuilder uri = new StringBuilder(base).append(path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : new TreeMap<>(query).entrySet()) {
            uri.append(separator).append(parameter.getKey()).append('=').append(encode(parameter.getValue()));
            separator = '&';
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri.toString()));
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        project.ifPresent(p -> request.header("Quark-Project", p));
        return request;
    }

    /** A name or id as one part of a path. */
    static String part(String text) {
        return encode(text).replace("+", "%20");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode exchange(HttpRequest.Builder builder, Duration timeout) {
        String body = send(builder, timeout, BodyHandlers.ofString(StandardCharsets.UTF_8), text -> text)
                .body();
        return body.isBlank() ? MissingNode.getInstance() : parse(body);
    }

    /** Sends it, again where that may help; whatever is answered but success ends the tool. */
    private <T> HttpResponse<T> send(
            HttpRequest.Builder builder, Duration timeout, BodyHandler<T> handler, Function<T, String> text) {
        HttpRequest request = builder.timeout(timeout).build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<T> response = http.send(request, handler);
                if (response.statusCode() < 400) {
                    return response;
                }
                if (response.statusCode() != 503 || attempt == TRIES) {
                    throw failure(response.statusCode(), text.apply(response.body()));
                }
            } catch (java.net.http.HttpTimeoutException e) {
                throw new CliException(
                        ExitCode.TIMED_OUT, "no answer from " + base + " within " + timeout.toSeconds() + " s");
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw unreachable(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException(ExitCode.FAILED, "interrupted");
            }
            pause(attempt);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE.toMillis() * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted");
        }
    }

    private CliException unreachable(IOException e) {
        String reason = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return new CliException(
                ExitCode.UNREACHABLE,
                "cannot reach " + base + " (" + reason + "): is quark-api running, and is QUARK_URL right?");
    }

    private static CliException failure(int status, String body) {
        return new CliException(ExitCode.ofStatus(status), Problems.text(status, body));
    }

    private static BodyPublisher json(JsonNode body) {
        return BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8);
    }

    private static JsonNode parse(String body) {
        try {
            return Json.lenient().readTree(body);
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCode.FAILED, "the answer is not JSON: is QUARK_URL the address of a quark-api?");
        }
    }
}
