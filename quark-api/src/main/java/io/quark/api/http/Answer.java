package io.quark.api.http;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a request is answered with. */
public record Answer(int status, Map<String, String> headers, Content content) {

    public Answer {
        headers = Map.copyOf(headers);
    }

    /** What is in it. */
    public sealed interface Content {

        /** A record, written as JSON with absent values as {@code null}. */
        record Json(Object value) implements Content {}

        /** Text that is ready as it is. */
        record Text(String type, String text) implements Content {}

        /** Bytes of a known length; the stream is closed after writing. */
        record Bytes(String type, InputStream stream, long length) implements Content {}

        /** A stream of events, given to the subscriber once its headers are out; the answer ends when the stream does. */
        record Events(Consumer<EventStream> subscriber) implements Content {}
    }

    public static Answer json(int status, Object value) {
        return new Answer(status, Map.of(), new Content.Json(value));
    }

    public static Answer ok(Object value) {
        return json(200, value);
    }

    public static Answer text(String type, String text) {
        return new Answer(200, Map.of(), new Content.Text(type, text));
    }

    public static Answer events(Consumer<EventStream> subscriber) {
        return new Answer(200, Map.of("Cache-Control", "no-store"), new Content.Events(subscriber));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, content);
    }

    /** This answer, already there. */
    public CompletableFuture<Answer> now() {
        return CompletableFuture.completedFuture(this);
    }
}
