package io.quark.api.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Writes answers and problems to clients. Thread safe. */
final class AnswerWriter {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final int LINGERING_AT_ONCE = 16;
    private static final long LINGER_NANOS = 3_000_000_000L;

    private final Semaphore lingering = new Semaphore(LINGERING_AT_ONCE);

    void write(Context ctx, Answer answer) {
        ctx.status(answer.status());
        answer.headers().forEach(ctx::header);
        if (answer.content() instanceof Answer.Content.Json json) {
            ctx.contentType(JSON).result(AnswerJson.text(json.value()));
        } else if (answer.content() instanceof Answer.Content.Text text) {
            ctx.contentType(text.type()).result(text.text());
        } else if (answer.content() instanceof Answer.Content.Bytes bytes) {
            ctx.contentType(bytes.type())
                    .header("Content-Length", Long.toString(bytes.length()))
                    .result(bytes.stream());
        }
    }

    void writeProblem(Context ctx, ProblemException failure) {
        problemHeaders(ctx.res(), failure);
        byte[] body = body(ctx, failure);
        if (failure.problem().status() == ProblemType.TOO_LARGE.status()) {
            answerAndLinger(ctx, body);
        } else {
            ctx.result(body);
        }
    }

    private static byte[] body(Context ctx, ProblemException failure) {
        return io.quark.common.json.Json.text(ProblemAnswer.of(failure.problem(), ctx.path()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void problemHeaders(HttpServletResponse response, ProblemException failure) {
        response.setStatus(failure.problem().status());
        response.setContentType(PROBLEM);
        for (Map.Entry<String, String> header : failure.headers().entrySet()) {
            response.setHeader(header.getKey(), header.getValue());
        }
    }

    /**
     * Answers at once, then reads on and throws away for a moment. Closing while the client still sends would reset
     * the connection, and the client would lose the answer that was on its way (RFC 9112, 9.6).
     */
    private void answerAndLinger(Context ctx, byte[] body) {
        try {
            ctx.res().setContentLength(body.length);
            ctx.res().getOutputStream().write(body);
            ctx.res().flushBuffer();
            boolean waitsForLeave = ctx.req().getHeader("Expect") != null;
            if (!waitsForLeave && lingering.tryAcquire()) {
                try {
                    discard(ctx.req().getInputStream());
                } finally {
                    lingering.release();
                }
            }
        } catch (IOException e) {
            // The client went away after all; it was being sent away.
        }
    }

    private static void discard(ServletInputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long deadline = System.nanoTime() + LINGER_NANOS;
        while (System.nanoTime() - deadline < 0 && in.read(buffer) >= 0) {
            // read only to be thrown away
        }
    }

    /** Begins a stream of events; the request is asynchronous already. */
    CompletableFuture<Void> stream(Context ctx, Answer answer, Answer.Content.Events events) {
        HttpServletResponse response = ctx.res();
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        try {
            ServletOutputStream out = response.getOutputStream();
            EventStream stream = new EventStream(out);
            stream.beat(); // the headers go out with it, not with the first event
            events.subscriber().accept(stream);
            stream.begin(); // who sees it begin misses nothing that happens from then on
            return stream.ended();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
