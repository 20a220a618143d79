package io.quark.api.http;

import io.javalin.config.JavalinConfig;
import io.quark.common.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty refuses before any route is looked for (a path that cannot be decoded, headers too large) is a problem as well. */
final class ServerErrors implements Request.Handler {

    private ServerErrors() {}

    static void install(JavalinConfig config) {
        ServerErrors errors = new ServerErrors();
        config.jetty.modifyServer(server -> server.setErrorHandler(errors));
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors));
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() < 400 ? 500 : response.getStatus();
        ProblemType type = status >= 500 ? ProblemType.INTERNAL : ProblemType.MALFORMED;
        ProblemException failure =
                type.of(HttpStatus.getMessage(status), "Send a request of HTTP/1.1; /docs shows what the api takes.");
        var problem = failure.problem();
        ProblemAnswer answer = new ProblemAnswer(
                "/problems/" + problem.type(),
                problem.title(),
                status,
                problem.detail(),
                java.util.Optional.of(
                        request.getHttpURI().getPath() == null
                                ? "/"
                                : request.getHttpURI().getPath()),
                problem.hint(),
                java.util.List.of());
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.write(true, ByteBuffer.wrap(Json.text(answer).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
