package io.quark.api.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quark.api.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** Tells whether two requests ask for the same: a hash over method, path and body, whatever the order of the body's fields. */
final class Fingerprint {

    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Fingerprint() {}

    static String of(Request request) {
        String text = request.method() + " " + request.path() + query(request) + "\n"
                + request.body().map(Fingerprint::canonical).orElse("");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What a deletion is of may stand there. */
    private static String query(Request request) {
        return request.query().isEmpty() ? "" : "?" + new TreeMap<>(request.query());
    }

    private static String canonical(JsonNode body) {
        try {
            // Only maps are sorted on writing, so the tree becomes one of maps first.
            return CANONICAL.writeValueAsString(CANONICAL.treeToValue(body, Object.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("what was parsed can be written", e);
        }
    }
}
