package io.quark.common.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.time.Instant;

/**
 * The one JSON codec of Quark: snake_case names, absent and empty values left out, instants as RFC 3339 in UTC with
 * milliseconds.
 *
 * <p>Records of the tree are read leniently (a field that a newer version added is ignored); requests from outside and
 * configuration are read strictly, by {@link #strict()}. Thread safe.
 */
public final class Json {

    /** A record in the tree may not be larger (ZOOKEEPER.md ); 64 KiB. */
    public static final int MAX_RECORD_BYTES = 64 * 1024;

    private static final ObjectMapper LENIENT = base().disable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    // A flag or number that an older version did not know is absent: false, 0.
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final ObjectMapper STRICT = base().enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The mapper that ignores unknown fields: for what Quark itself wrote. */
    public static ObjectMapper lenient() {
        return LENIENT;
    }

    /** The mapper that refuses unknown fields, doubled fields and trailing content: for what comes from outside. */
    public static ObjectMapper strict() {
        return STRICT;
    }

    /**
     * The bytes of a record for the tree.
     *
     * @throws IllegalArgumentException if the record cannot be written or is larger than {@link #MAX_RECORD_BYTES}
     */
    public static byte[] bytes(Object record) {
        try {
            byte[] bytes = LENIENT.writeValueAsBytes(record);
            if (bytes.length > MAX_RECORD_BYTES) {
                throw new RecordTooLargeException(record.getClass().getSimpleName(), bytes.length);
            }
            return bytes;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + record.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads a record of the tree.
     *
     * @throws MalformedRecordException if the bytes are not such a record
     */
    public static <T> T read(byte[] bytes, Class<T> type) {
        try {
            T value = LENIENT.readValue(bytes, type);
            if (value == null) {
                throw new MalformedRecordException(type, new IOException("null"));
            }
            return value;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedRecordException(type, e);
        }
    }

    /** Reads a record as a plain JSON tree. */
    public static JsonNode tree(byte[] bytes) {
        try {
            return LENIENT.readTree(bytes);
        } catch (IOException e) {
            throw new MalformedRecordException(JsonNode.class, e);
        }
    }

    /** A value as text, for logs, messages and hashes: the field order is that of the record. */
    public static String text(Object value) {
        try {
            return LENIENT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    private static JsonMapper.Builder base() {
        SimpleModule millis = new SimpleModule("millis").addSerializer(Instant.class, new InstantMillis());
        return JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule(), new ParameterNamesModule(), millis)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }
}
