package io.quark.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One operation of the api: where it is, what it takes, what it answers and who does it. The only place that says so: the server
 * and the OpenAPI document are both made from it.
 *
 * @param path with {@code {name}} for each captured part
 * @param operation its unique name, snake_case
 * @param tag the resource it belongs to
 * @param bodies the record that its JSON body is read into; where there are several, the handler knows which one is meant
 * @param streams whether its body is a stream of bytes
 * @param changes whether it answers a work unit and knows {@code Prefer} and {@code Idempotency-Key}
 * @param answers records (or {@code String} for text) by status
 * @param problems the statuses of problems beyond 400, 404 (with captured parts), 500 and 503, which any route has
 */
public record Route(
        Method method,
        String path,
        String operation,
        String tag,
        String says,
        List<Parameter> parameters,
        List<Class<? extends Record>> bodies,
        boolean streams,
        boolean changes,
        Map<Integer, Reply> answers,
        List<Integer> problems,
        Handler handler) {

    /**
     * What is answered.
     *
     * @param type record of the JSON, or {@code String} where the answer is not JSON
     * @param paged whether it is a page of these
     * @param orPageOf what a page is of that may be answered instead
     */
    public record Reply(String mediaType, Class<?> type, boolean paged, Optional<Class<?>> orPageOf, String says) {

        /** An answer of one sort. */
        Reply(String mediaType, Class<?> type, boolean paged, String says) {
            this(mediaType, type, paged, Optional.empty(), says);
        }
    }

    public static Builder get(String path, String operation) {
        return new Builder(Method.GET, path, operation);
    }

    public static Builder post(String path, String operation) {
        return new Builder(Method.POST, path, operation);
    }

    public static Builder put(String path, String operation) {
        return new Builder(Method.PUT, path, operation);
    }

    public static Builder patch(String path, String operation) {
        return new Builder(Method.PATCH, path, operation);
    }

    public static Builder delete(String path, String operation) {
        return new Builder(Method.DELETE, path, operation);
    }

    /** Makes a {@link Route}. */
    public static final class Builder {

        private final Method method;
        private final String path;
        private final String operation;
        private String says = "";
        private final List<Parameter> parameters = new ArrayList<>();
        private List<Class<? extends Record>> bodies = List.of();
        private boolean streams;
        private boolean changes;
        private final Map<Integer, Reply> answers = new TreeMap<>();
        private final List<Integer> problems = new ArrayList<>();

        private Builder(Method method, String path, String operation) {
            this.method = method;
            this.path = path;
            this.operation = operation;
        }

        /** What it does, for people. */
        public Builder says(String what) {
            says = what;
            return this;
        }

        public Builder takes(Parameter... query) {
            parameters.addAll(List.of(query));
            return this;
        }

        public Builder takes(List<Parameter> query) {
            parameters.addAll(query);
            return this;
        }

        public Builder body(Class<? extends Record> type) {
            return oneOf(List.of(type));
        }

        /** Its body is one of these. */
        public Builder oneOf(List<Class<? extends Record>> types) {
            bodies = List.copyOf(types);
            problems.addAll(List.of(413, 415));
            return this;
        }

        /** Its body is bytes of any length. */
        public Builder streams() {
            streams = true;
            return this;
        }

        /** Every change answers a work unit: 202, or 200 where the client waited for its end. */
        public Builder changes(Class<?> workUnit) {
            changes = true;
            answers.put(
                    202,
                    new Reply(
                            "application/json",
                            workUnit,
                            false,
                            "Accepted: the work unit, to be followed at Location."));
            answers.put(
                    200,
                    new Reply(
                            "application/json",
                            workUnit,
                            false,
                            "Prefer: wait was given and the work unit ended in time."));
            problems.addAll(List.of(409, 422));
            return this;
        }

        public Builder answers(Class<?> type, String what) {
            return answers("application/json", type, what);
        }

        /** Answers a page of a list of these. */
        public Builder answersPage(Class<?> item) {
            answers.put(200, new Reply("application/json", item, true, "One page of them."));
            return this;
        }

        public Builder answers(String mediaType, Class<?> type, String what) {
            answers.put(200, new Reply(mediaType, type, false, what));
            return this;
        }

        /** May answer a page of a list of these instead of what else it answers with 200. */
        public Builder orPage(Class<?> item, String when) {
            answers.computeIfPresent(
                    200,
                    (status, reply) -> new Reply(
                            reply.mediaType(), reply.type(), false, Optional.of(item), reply.says() + " " + when));
            return this;
        }

        public Builder problems(Integer... statuses) {
            problems.addAll(List.of(statuses));
            return this;
        }

        public Route by(Handler handler) {
            return new Route(
                    method,
                    path,
                    operation,
                    tag(),
                    says,
                    List.copyOf(parameters),
                    bodies,
                    streams,
                    changes,
                    Map.copyOf(answers),
                    problems.stream().distinct().sorted().toList(),
                    handler);
        }

        private String tag() {
            String[] parts = path.split("/", -1);
            return parts.length > 2 ? parts[2] : "meta";
        }
    }
}
