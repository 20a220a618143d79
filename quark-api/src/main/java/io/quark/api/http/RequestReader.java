package io.quark.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.quark.api.bind.BodyParser;
import io.quark.api.bind.Faults;
import io.quark.api.bind.MalformedJsonException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a request against its route: what can be judged without knowing what the route does is judged here. Thread safe. */
final class RequestReader {

    /** Bytes of a JSON body at most. */
    static final int MAX_JSON_BYTES = 1024 * 1024;

    private static final Pattern JSON_TYPE = Pattern.compile("application/([a-z0-9.-]+\\+)?json");
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");
    private final BodyParser parser = new BodyParser();

    /** @throws ProblemException if nothing of it can be used; faults of single parameters are left for the handler */
    Request read(Route route, Context ctx) {
        Faults faults = new Faults();
        Map<String, String> headers = headers(ctx.req());
        checkHeaders(headers, faults);
        Map<String, List<String>> query = query(route, ctx, faults);
        Optional<JsonNode> body = Optional.empty();
        if (!route.bodies().isEmpty()) {
            checkMediaType(headers);
            body = Optional.of(parse(bytes(ctx.req()), faults));
        } else if (!route.streams()) {
            refuseLargeBody(ctx.req());
        }
        Request request = new Request(
                route.method(),
                ctx.path(),
                ctx.pathParamMap(),
                query,
                headers,
                body,
                route.streams() ? stream(ctx.req()) : InputStream.nullInputStream(),
                faults);
        if (body.isEmpty()) {
            request.refuseFaults("Correct the parameters; /docs shows what this operation takes.");
        }
        return request;
    }

    private static Map<String, String> headers(HttpServletRequest http) {
        return Collections.list(http.getHeaderNames()).stream()
                .collect(Collectors.toMap(
                        name -> name.toLowerCase(Locale.ROOT),
                        name -> String.join(", ", Collections.list(http.getHeaders(name))),
                        (first, second) -> first));
    }

    private static void checkHeaders(Map<String, String> headers, Faults faults) {
        String project = headers.get("quark-project");
        if (project != null && !PROJECT.matcher(project).matches()) {
            faults.add(
                    "Quark-Project", "must be 1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit");
        }
        String key = headers.get("idempotency-key");
        if (key != null && !KEY.matcher(key).matches()) {
            faults.add("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
        }
    }

    private static Map<String, List<String>> query(Route route, Context ctx, Faults faults) {
        Map<String, List<String>> given;
        try {
            given = ctx.queryParamMap();
        } catch (IllegalArgumentException e) {
            throw ProblemType.MALFORMED.of(
                    "the query string cannot be decoded", "Percent-encode the parameters as UTF-8.");
        }
        Map<String, List<String>> known = new HashMap<>();
        for (Parameter parameter : route.parameters()) {
            List<String> values = given.get(parameter.name());
            if (values != null) {
                parameter.check(values, faults);
                known.put(parameter.name(), List.copyOf(values));
            }
        }
        String names = route.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
        given.keySet().stream()
                .filter(name -> !known.containsKey(name))
                .forEach(name -> faults.add(
                        name,
                        "is not a known parameter; "
                                + (names.isEmpty() ? "there are none here" : "known here: " + names)));
        return known;
    }

    private static void checkMediaType(Map<String, String> headers) {
        String type = headers.getOrDefault("content-type", "application/json").toLowerCase(Locale.ROOT);
        String[] parts = type.split(";", -1);
        boolean utf8 = true;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            utf8 &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
        }
        if (!JSON_TYPE.matcher(parts[0].strip()).matches() || !utf8) {
            throw ProblemType.MEDIA_TYPE.of(
                    "this operation takes JSON, not " + type, "Send Content-Type: application/json, in UTF-8.");
        }
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw ProblemType.MEDIA_TYPE.of(
                    "a body encoded as " + encoding + " is not taken", "Send it without Content-Encoding.");
        }
    }

    private static void refuseLargeBody(HttpServletRequest http) {
        if (http.getContentLengthLong() > MAX_JSON_BYTES) {
            throw tooLarge();
        }
    }

    private static byte[] bytes(HttpServletRequest http) {
        refuseLargeBody(http);
        try {
            byte[] bytes = http.getInputStream().readNBytes(MAX_JSON_BYTES + 1);
            if (bytes.length > MAX_JSON_BYTES) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw ProblemType.TIMEOUT
                    .of("the body did not arrive as a whole", "Send the request again.")
                    .with("Connection", "close");
        }
    }

    private static ProblemException tooLarge() {
        return ProblemType.TOO_LARGE
                .of(
                        "the body has more than " + MAX_JSON_BYTES + " bytes",
                        "Images go to PUT /v1/images/{image}/data; every other body fits into 1 MiB.")
                .with("Connection", "close");
    }

    private JsonNode parse(byte[] bytes, Faults faults) {
        try {
            return parser.parse(bytes, faults);
        } catch (MalformedJsonException e) {
            throw ProblemType.MALFORMED.of(
                    "the body is not JSON: " + e.getMessage(),
                    "Send one JSON object in UTF-8; /docs shows its fields.");
        }
    }

    private static InputStream stream(HttpServletRequest http) {
        try {
            return http.getInputStream();
        } catch (IOException e) {
            throw ProblemType.TIMEOUT.of("the body cannot be read", "Send the request again.");
        }
    }
}
