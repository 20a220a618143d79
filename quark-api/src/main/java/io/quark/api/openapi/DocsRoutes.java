package io.quark.api.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code /openapi.json} and {@code /docs}. Thread safe. */
public final class DocsRoutes {

    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", "text/css",
            "swagger-ui-bundle.js", "text/javascript",
            "favicon-32x32.png", "image/png");

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <title>Quark API</title>
              <link rel="stylesheet" href="/docs/swagger-ui.css">
              <link rel="icon" href="/docs/favicon-32x32.png">
            </head>
            <body>
              <div id="docs"></div>
              <noscript>This page needs JavaScript; <a href="/openapi.json">the document itself</a> does not.</noscript>
              <script src="/docs/swagger-ui-bundle.js"></script>
              <script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#docs", validatorUrl: null});</script>
            </body>
            </html>
            """;

    private final List<Route> own = List.of(
            Route.get("/openapi.json", "get_openapi")
                    .says("This document.")
                    .answers(ObjectNode.class, "OpenAPI 3.1.")
                    .by(this::document),
            Route.get("/docs", "get_docs")
                    .says("The document for people.")
                    .answers("text/html", String.class, "A page.")
                    .by(request -> Answer.text("text/html; charset=utf-8", PAGE).now()),
            Route.get("/docs/{file}", "get_docs_file")
                    .says("What the page is made of.")
                    .answers("application/octet-stream", String.class, "The file.")
                    .by(this::file));

    private final CompletableFuture<String> document = new CompletableFuture<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final List<Route> others;
    private final String version;
    private final String resources;

    /** Documents these routes and its own. */
    public DocsRoutes(List<Route> others, String version) {
        this.others = List.copyOf(others);
        this.version = version;
        this.resources = "/META-INF/resources/webjars/swagger-ui/" + swaggerVersion() + "/";
    }

    /** All routes: the others and its own. */
    public List<Route> with(List<Route> others) {
        List<Route> all = new ArrayList<>(others);
        all.addAll(own);
        return all;
    }

    private CompletableFuture<Answer> document(Request request) {
        if (asked.compareAndSet(false, true)) {
            // Made when it is first asked for: it takes longer than all the rest of an api's start.
            document.completeAsync(
                    () -> OpenApiDocument.of(with(others), version).toString());
        }
        return document.thenApply(text -> Answer.text("application/json", text));
    }

    private CompletableFuture<Answer> file(Request request) {
        String name = request.part("file");
        String type = FILES.getOrDefault(name, "");
        InputStream in = type.isEmpty() ? null : DocsRoutes.class.getResourceAsStream(resources + name);
        if (in == null) {
            throw ProblemType.NOT_FOUND.of("there is no file " + name + " here", "GET /docs shows the page.");
        }
        try (in) {
            byte[] bytes = in.readAllBytes();
            return new Answer(
                            200,
                            Map.of("Cache-Control", "max-age=86400"),
                            new Answer.Content.Bytes(type, new java.io.ByteArrayInputStream(bytes), bytes.length))
                    .now();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String swaggerVersion() {
        Properties properties = new Properties();
        try (InputStream in =
                DocsRoutes.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "none");
    }
}
