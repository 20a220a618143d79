package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** A user of one api, over real HTTP. */
final class Client {

    /** An answer. */
    record Answer(int status, JsonNode json, HttpResponse<?> http) {

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String text(String pointer) {
            return json.at(pointer).asText();
        }

        /** Insists on a problem of that status that has all that problems have. */
        Answer isProblem(int wanted) {
            assertThat(status).as(json.toString()).isEqualTo(wanted);
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            assertThat(json.path("status").asInt()).isEqualTo(wanted);
            for (String member : new String[] {"type", "title", "detail", "instance", "hint"}) {
                assertThat(json.path(member).asText()).as(member).isNotEmpty();
            }
            return this;
        }

        Answer is(int wanted) {
            assertThat(status).as(json.toString()).isEqualTo(wanted);
            return this;
        }

        /** Insists on a finished work unit that succeeded. */
        Answer succeeded() {
            is(200);
            assertThat(text("/state")).as(json.toString()).isEqualTo("succeeded");
            return this;
        }
    }

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(URI base) {
        this.base = base;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, BodyPublishers.ofString(json), with(headers, "Content-Type", "application/json"));
    }

    Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, BodyPublishers.ofString(json), with(headers, "Content-Type", "application/json"));
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    /** A deletion that says in its body what of. */
    Answer deleteThese(String path, String json, String... headers) {
        return send("DELETE", path, BodyPublishers.ofString(json), with(headers, "Content-Type", "application/json"));
    }

    Answer put(String path, String json, String... headers) {
        return send("PUT", path, BodyPublishers.ofString(json), with(headers, "Content-Type", "application/json"));
    }

    Answer put(String path, byte[] data, String... headers) {
        return send("PUT", path, BodyPublishers.ofByteArray(data), headers);
    }

    /** Host and port of the api. */
    String authority() {
        return base.getAuthority();
    }

    /** Data that is made while it is sent: much of it, on a machine that may be busy. */
    Answer putStream(String path, Supplier<InputStream> data, String... headers) {
        return send(HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(5))
                .headers(headers)
                .PUT(BodyPublishers.ofInputStream(data))
                .build());
    }

    /** A stream of server-sent events. */
    InputStream events(String path, String... headers) {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes(String path) {
        try {
            return http.send(request("GET", path, BodyPublishers.noBody()), BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(2))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private Answer send(String method, String path, BodyPublisher body, String... headers) {
        return send(request(method, path, body, headers));
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            boolean isJson =
                    answer.headers().firstValue("Content-Type").orElse("").contains("json");
            JsonNode json = isJson
                    ? Json.tree(answer.body().getBytes(StandardCharsets.UTF_8))
                    : Json.lenient().getNodeFactory().textNode(answer.body());
            return new Answer(answer.statusCode(), json, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
