package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.common.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Plain REST, with nothing done for the caller: tests see what a user sees. */
final class Rest {

    private static final Duration TIMEOUT = Duration.ofSeconds(70);

    private final String base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    Rest(String base) {
        this.base = base;
    }

    record Answer(int status, Map<String, java.util.List<String>> headers, String text) {
        JsonNode json() {
            return Json.tree(text.getBytes(StandardCharsets.UTF_8));
        }

        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(e -> e.getKey().equalsIgnoreCase(name))
                    .flatMap(e -> e.getValue().stream())
                    .findFirst();
        }

        String id() {
            return json().path("id").asText();
        }
    }

    Answer get(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    Answer post(String path, Object body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer send(String method, String path, Object body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    Answer delete(String path, String... headers) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).DELETE();
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Repeats a request under one Idempotency-Key until it is answered, as a careful client does. */
    Answer postUntilAnswered(String path, Object body) {
        String key = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            try {
                Answer answer = post(path, body, "Idempotency-Key", key);
                if (answer.status() != 503) {
                    return answer;
                }
            } catch (IOException e) {
                // the api is down, or ended before it answered: the key makes the repeat safe
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no answer to " + path + " within two minutes");
            }
            pause();
        }
    }

    /** Waits for a work unit to end, through restarts of the api. */
    JsonNode awaitEnd(String workUnit, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        JsonNode last = JsonNodeFactory.instance.missingNode();
        while (System.nanoTime() < deadline) {
            try {
                Answer answer = get("/v1/work-units/" + workUnit + "?wait=5");
                if (answer.status() == 200) {
                    last = answer.json();
                    String state = last.path("state").asText();
                    if (state.equals("succeeded") || state.equals("failed") || state.equals("cancelled")) {
                        return last;
                    }
                } else if (answer.status() != 503) {
                    throw new AssertionError("work unit " + workUnit + ": " + answer);
                }
            } catch (IOException e) {
                // the api is down: it will be back
            }
            pause();
        }
        throw new AssertionError("work unit " + workUnit + " has not ended within " + atMost + ": " + last);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode instance(String name, String network) {
        ObjectNode body = object();
        body.put("name", name)
                .put("image", "tiny")
                .put("ram", 128)
                .put("cpu", 1)
                .put("storage", 0);
        body.withArray("nics").addObject().put("network", network);
        return body;
    }

    static ObjectNode network(String name, String... cidrs) {
        ObjectNode body = object().put("name", name);
        for (String cidr : cidrs) {
            body.withArray("subnets").addObject().put("cidr", cidr);
        }
        return body;
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Answer send(HttpRequest.Builder builder) throws IOException {
        try {
            HttpResponse<String> response =
                    http.send(builder.timeout(TIMEOUT).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
