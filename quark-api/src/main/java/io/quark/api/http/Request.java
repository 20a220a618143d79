package io.quark.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Faults;
import io.quark.api.bind.RecordReader;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request whose route was found and whose parameters were checked against it. Used by one thread at a time.
 *
 * @param captured parts of the path, by name
 * @param query only parameters that the route knows
 * @param headers by lower-case name
 * @param body absent where the route takes no JSON
 * @param stream the body of a route that streams; an empty one otherwise
 * @param faults those found so far; a handler adds its own and calls {@link #refuseFaults}
 */
public record Request(
        Method method,
        String path,
        Map<String, String> captured,
        Map<String, List<String>> query,
        Map<String, String> headers,
        Optional<JsonNode> body,
        InputStream stream,
        Faults faults) {

    /** Seconds that a request may wait at most, whatever it asks for. */
    public static final int MAX_WAIT_SECONDS = 60;

    private static final RecordReader READER = new RecordReader();
    private static final Pattern PREFER_WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]{1,9})\"?");
    private static final String DEFAULT_PROJECT = "default";

    /** A captured part of the path. */
    public String part(String name) {
        String value = captured.get(name);
        if (value == null) {
            throw new IllegalStateException("the route of " + path + " captures no " + name);
        }
        return value;
    }

    public Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    public List<String> queries(String name) {
        return query.getOrDefault(name, List.of());
    }

    public Optional<Long> number(String name) {
        return query(name).map(Long::valueOf);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The project that the request is about. */
    public String project() {
        return header("quark-project").orElse(DEFAULT_PROJECT);
    }

    /** The key that makes a repeat of this request answer what it answered first. */
    public Optional<String> idempotencyKey() {
        return header("idempotency-key");
    }

    /** Seconds that the client prefers to wait for the outcome (RFC 7240); 0: not at all. */
    public int preferredWaitSeconds() {
        Matcher wait = PREFER_WAIT.matcher(header("prefer").orElse(""));
        return wait.find() ? (int) Math.min(MAX_WAIT_SECONDS, Long.parseLong(wait.group(1))) : 0;
    }

    /** The body as a record; its faults are among {@link #faults} then. */
    public <T extends Record> T read(Class<T> type) {
        return READER.read(body.orElseThrow(), type, faults);
    }

    /** Whether the body has that field at its top, be it null: a list that is left out and an empty one are not the same in a change. */
    public boolean gives(String field) {
        return body.filter(json -> json.has(field)).isPresent();
    }

    /** A list of a change: absent where the body leaves it out, empty where it is empty or null there. */
    public <T> Optional<List<T>> given(String field, List<T> list) {
        return gives(field) ? Optional.of(list) : Optional.empty();
    }

    /**
     * Goes on only if nothing was wrong.
     *
     * @throws ProblemException naming all that was
     */
    public void refuseFaults(String hint) {
        if (!faults.isEmpty()) {
            throw malformed(faults, hint);
        }
    }

    static ProblemException malformed(Faults faults, String hint) {
        var found = faults.found();
        String first = (found.get(0).pointer() + " " + found.get(0).detail()).strip();
        String detail = found.size() == 1 ? first : found.size() + " faults; the first: " + first;
        return ProblemType.MALFORMED.of(detail, hint, found);
    }
}
