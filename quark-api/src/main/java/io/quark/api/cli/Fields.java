package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What options say, on its way into a request: only what was given is sent. Not thread safe. */
final class Fields {

    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    Fields text(String name, Optional<String> value) {
        value.ifPresent(text -> body.put(name, text));
        return this;
    }

    Fields number(String name, Optional<Integer> value) {
        value.ifPresent(number -> body.put(name, number));
        return this;
    }

    /** A number of any size. */
    Fields whole(String name, Optional<Long> value) {
        value.ifPresent(number -> body.put(name, number));
        return this;
    }

    /** A size as people write it, in MiB. */
    Fields size(String name, Optional<String> value, String option) {
        return whole(name, value.map(text -> Quantities.mebibytes(text, option)));
    }

    /** Texts by key; left out where none was given. */
    Fields map(String name, @Nullable Map<String, String> values) {
        if (values != null) {
            ObjectNode object = body.putObject(name);
            values.forEach(object::put);
        }
        return this;
    }

    /** A switch that says something only where it is set. */
    static Optional<Boolean> ifSet(boolean flag) {
        return flag ? Optional.of(true) : Optional.empty();
    }

    Fields flag(String name, Optional<Boolean> value) {
        value.ifPresent(flag -> body.put(name, flag));
        return this;
    }

    /** A name of something, or {@code none}: sent as null, which takes it away. */
    Fields reference(String name, Optional<String> value) {
        value.ifPresent(text -> {
            if (text.equals("none")) {
                body.putNull(name);
            } else {
                body.put(name, text);
            }
        });
        return this;
    }

    /** The security groups of a port; one given as a single empty text: none. */
    Fields security(@Nullable List<String> groups) {
        if (groups != null) {
            body.set("security", new Fields().list("groups", groups).body());
        }
        return this;
    }

    /** A list that was not given is left out; one given as a single empty text is sent empty. */
    Fields list(String name, @Nullable List<String> values) {
        if (values != null) {
            var array = body.putArray(name);
            values.stream().filter(text -> !text.isEmpty()).forEach(array::add);
        }
        return this;
    }

    Fields object(String name, Optional<ObjectNode> value) {
        value.ifPresent(object -> body.set(name, object));
        return this;
    }

    Fields array(String name, List<ObjectNode> values) {
        if (!values.isEmpty()) {
            body.putArray(name).addAll(values);
        }
        return this;
    }

    ObjectNode body() {
        return body;
    }

    Optional<JsonNode> given() {
        return Optional.of(body);
    }

    /** {@code TYPE:ID} as a device. */
    static Optional<ObjectNode> device(Optional<String> text) {
        return text.map(device -> {
            String[] parts = halves(device, ":", "--device", "TYPE:ID");
            return JsonNodeFactory.instance.objectNode().put("type", parts[0]).put("id", parts[1]);
        });
    }

    /** A text split at the first separator, which must be there. */
    static String[] halves(String text, String separator, String option, String form) {
        int at = text.indexOf(separator);
        if (at < 1 || at == text.length() - separator.length()) {
            throw new CliException(ExitCode.USAGE, option + ": \"" + text + "\" is not of the form " + form);
        }
        return new String[] {text.substring(0, at), text.substring(at + separator.length())};
    }

    /** What was given of these as the further parameters of a path; names and values alternate. */
    static String filters(Object... namesAndValues) {
        StringBuilder filters = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            Iterable<?> values = namesAndValues[i + 1] instanceof Optional<?> one
                    ? one.stream().toList()
                    : (List<?>) namesAndValues[i + 1];
            values.forEach(
                    value -> filters.append('&').append(name).append('=').append(ApiClient.part(value.toString())));
        }
        return filters.toString();
    }

    static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    /** The parameters of a list that were given; names and values alternate. */
    static Map<String, String> query(int limit, Object... namesAndValues) {
        Map<String, String> query = new HashMap<>();
        query.put("limit", Integer.toString(limit));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            ((Optional<?>) namesAndValues[i + 1]).ifPresent(value -> query.put(name, value.toString()));
        }
        return query;
    }
}
