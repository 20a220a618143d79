package io.quark.api.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemAnswer;
import io.quark.api.http.Route;
import io.quark.api.http.Route.Reply;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the OpenAPI 3.1 document of a list of routes. Pure. */
public final class OpenApiDocument {

    private static final Pattern CAPTURED = Pattern.compile("\\{([a-z_]+)}");
    private static final List<Integer> ANY_ROUTE = List.of(400, 500, 503);
    private static final Map<Integer, String> PROBLEMS = Map.ofEntries(
            Map.entry(400, "Malformed: every fault in one answer, each with its pointer."),
            Map.entry(403, "The token is none, has been used, or has expired."),
            Map.entry(404, "There is no such thing."),
            Map.entry(409, "Something stands in the way, which is named."),
            Map.entry(412, "If-Match does not match."),
            Map.entry(413, "The body is too large."),
            Map.entry(415, "The body is of another media type."),
            Map.entry(422, "A rule refuses it, or the Idempotency-Key was used for another request."),
            Map.entry(426, "It is a WebSocket, and has to be opened as one."),
            Map.entry(500, "Something went wrong inside."),
            Map.entry(503, "ZooKeeper is away, or too much work waits: try again after Retry-After."));

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Schemas schemas = new Schemas();

    private OpenApiDocument() {}

    /** The document. */
    public static ObjectNode of(List<Route> routes, String version) {
        return new OpenApiDocument().document(routes, version);
    }

    private ObjectNode document(List<Route> routes, String version) {
        ObjectNode document = json.objectNode().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Quark")
                .put("version", version)
                .put(
                        "description",
                        "Makes and manipulates computers. Every change answers a work unit; poll it, or wait.");
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            ObjectNode path = paths.withObjectProperty(route.path());
            path.set(route.method().name().toLowerCase(Locale.ROOT), operation(route));
        }
        document.putObject("components").set("schemas", schemas.definitions());
        return document;
    }

    private ObjectNode operation(Route route) {
        ObjectNode operation = json.objectNode().put("operationId", route.operation());
        operation.putArray("tags").add(route.tag());
        operation.put("summary", route.says());
        ArrayNode parameters = operation.putArray("parameters");
        captured(route.path(), parameters);
        route.parameters().forEach(parameter -> parameters.add(query(parameter)));
        headers(route, parameters);
        if (!route.bodies().isEmpty()) {
            content(operation.putObject("requestBody").put("required", true), "application/json")
                    .set(
                            "schema",
                            oneOf(route.bodies().stream().map(schemas::request).toList()));
        }
        if (route.streams()) {
            content(operation.putObject("requestBody").put("required", true), "application/octet-stream")
                    .putObject("schema");
        }
        operation.set("responses", responses(route));
        return operation;
    }

    private static void captured(String path, ArrayNode parameters) {
        Matcher names = CAPTURED.matcher(path);
        while (names.find()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", names.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
    }

    private ObjectNode query(Parameter parameter) {
        ObjectNode node = json.objectNode().put("name", parameter.name()).put("in", "query");
        node.put("description", parameter.says());
        ObjectNode schema = json.objectNode();
        if (parameter.kind() == Parameter.Kind.NUMBER) {
            schema.put("type", "integer").put("minimum", parameter.min()).put("maximum", parameter.max());
        } else {
            schema.put("type", "string");
        }
        if (parameter.repeated()) {
            node.putObject("schema").put("type", "array").set("items", schema);
        } else {
            node.set("schema", schema);
        }
        return node;
    }

    private static void headers(Route route, ArrayNode parameters) {
        if (route.path().startsWith("/v1/")) {
            header(parameters, "Quark-Project", "The project that the request is about; default unless given.");
        }
        if (route.changes()) {
            header(parameters, "Idempotency-Key", "A repeat with the same key and body answers the same work unit.");
            header(parameters, "Prefer", "wait=SECONDS: answer the finished work unit if it ends in time, at most 60.");
        }
        if (route.problems().contains(412)) {
            header(parameters, "If-Match", "Do it only if the ETag is still this one.");
        }
    }

    private static void header(ArrayNode parameters, String name, String says) {
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", name).put("in", "header").put("description", says);
        parameter.putObject("schema").put("type", "string");
    }

    private ObjectNode responses(Route route) {
        Map<Integer, ObjectNode> byStatus = new TreeMap<>();
        route.answers().forEach((status, reply) -> byStatus.put(status, response(reply)));
        ANY_ROUTE.forEach(status -> byStatus.put(status, problem(status)));
        route.problems().forEach(status -> byStatus.put(status, problem(status)));
        if (route.path().contains("{")) {
            byStatus.put(404, problem(404));
        }
        ObjectNode responses = json.objectNode();
        byStatus.forEach((status, response) -> responses.set(Integer.toString(status), response));
        return responses;
    }

    private ObjectNode response(Reply reply) {
        ObjectNode response = json.objectNode().put("description", reply.says());
        ObjectNode content = content(response, reply.mediaType());
        if (reply.type() == String.class) {
            content.putObject("schema").put("type", "string");
        } else if (reply.paged()) {
            content.set("schema", page(reply.type()));
        } else {
            content.set(
                    "schema",
                    oneOf(Stream.concat(
                                    Stream.of(schemas.answer(reply.type())), reply.orPageOf().map(this::page).stream())
                            .toList()));
        }
        return response;
    }

    private ObjectNode page(Class<?> item) {
        ObjectNode page = json.objectNode().put("type", "object");
        page.putArray("required").add("items");
        ObjectNode properties = page.putObject("properties");
        properties.putObject("items").put("type", "array").set("items", schemas.answer(item));
        properties.putObject("next_page_token").putArray("type").add("string").add("null");
        return page;
    }

    private ObjectNode oneOf(List<ObjectNode> schemas) {
        if (schemas.size() == 1) {
            return schemas.get(0);
        }
        ObjectNode any = json.objectNode();
        any.putArray("oneOf").addAll(schemas);
        return any;
    }

    private ObjectNode problem(int status) {
        ObjectNode response = json.objectNode().put("description", PROBLEMS.getOrDefault(status, "A problem."));
        content(response, "application/problem+json").set("schema", schemas.answer(ProblemAnswer.class));
        return response;
    }

    private static ObjectNode content(ObjectNode where, String mediaType) {
        return where.withObjectProperty("content").withObjectProperty(mediaType);
    }
}
