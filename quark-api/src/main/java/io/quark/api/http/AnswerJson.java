package io.quark.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quark.common.json.Json;

/**
 * How answers are written: a resource always has all of its fields, {@code null} or empty where there is nothing, so that clients
 * need not ask whether a field is there. Problems leave out what they do not have. Thread safe.
 */
public final class AnswerJson {

    private static final ObjectMapper WHOLE =
            Json.lenient().copy().setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS);

    private AnswerJson() {}

    /** The mapper of whole resources. */
    public static ObjectMapper whole() {
        return WHOLE;
    }

    static String text(Object value) {
        try {
            return WHOLE.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), e);
        }
    }
}
