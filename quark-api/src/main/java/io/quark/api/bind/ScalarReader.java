package io.quark.api.bind;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads single values against the rules of their field. Thread safe. */
final class ScalarReader {

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    Optional<Object> read(JsonNode json, Class<?> type, Field rule, String pointer, Faults faults) {
        if (type == String.class) {
            return text(json, rule, pointer, faults);
        }
        if (type == Boolean.class) {
            return json.isBoolean()
                    ? Optional.of(json.booleanValue())
                    : fault(pointer, "must be true or false, not " + kindOf(json), faults);
        }
        if (type.isEnum()) {
            return choice(json, type, pointer, faults);
        }
        Optional<Long> number = number(json, rule, pointer, faults);
        return type == Integer.class ? number.map(Long::intValue) : number.map(value -> value);
    }

    /** What stands where a value was faulty or was taken away. */
    Object nothing(Class<?> type) {
        if (type == String.class) {
            return "";
        }
        throw new IllegalStateException("no list or map of " + type);
    }

    private Optional<Object> text(JsonNode json, Field rule, String pointer, Faults faults) {
        if (!json.isTextual()) {
            return fault(pointer, "must be a text, not " + kindOf(json), faults);
        }
        String text = json.textValue();
        if (text.length() > rule.maxLength()) {
            return fault(
                    pointer,
                    "has " + text.length() + " characters; at most " + rule.maxLength() + " are taken",
                    faults);
        }
        if (!rule.pattern().isEmpty() && !matches(rule.pattern(), text)) {
            return fault(pointer, (rule.form().isEmpty() ? "must match " + rule.pattern() : rule.form()), faults);
        }
        return Optional.of(text);
    }

    private boolean matches(String pattern, String text) {
        return patterns.computeIfAbsent(pattern, Pattern::compile).matcher(text).matches();
    }

    private static Optional<Long> number(JsonNode json, Field rule, String pointer, Faults faults) {
        if (!json.isIntegralNumber()) {
            return fault(pointer, "must be a whole number, not " + kindOf(json), faults);
        }
        if (!json.canConvertToLong() || json.longValue() < rule.min() || json.longValue() > rule.max()) {
            return fault(
                    pointer, "must be from " + rule.min() + " to " + rule.max() + ", not " + json.asText(), faults);
        }
        return Optional.of(json.longValue());
    }

    private static Optional<Object> choice(JsonNode json, Class<?> type, String pointer, Faults faults) {
        List<String> choices = choices(type);
        int index = json.isTextual() ? choices.indexOf(json.textValue()) : -1;
        return index >= 0
                ? Optional.of(type.getEnumConstants()[index])
                : fault(pointer, "must be one of " + String.join(", ", choices), faults);
    }

    /** The constants of an enum as JSON names them. */
    static List<String> choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> Json.lenient().convertValue(constant, String.class))
                .collect(Collectors.toList());
    }

    private static <T> Optional<T> fault(String pointer, String detail, Faults faults) {
        faults.add(pointer, detail);
        return Optional.empty();
    }

    /** What a JSON value is, in words. */
    static String kindOf(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a text";
            case NUMBER -> json.isIntegralNumber() ? "a number" : "a number with a fraction";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            default -> "nothing";
        };
    }
}
