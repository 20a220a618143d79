package io.quark.api.http;

import io.quark.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One server-sent event.
 *
 * @param id what a client names in {@code Last-Event-ID} to go on after it
 * @param data JSON, or any record written as such
 */
public record ServerEvent(Optional<String> id, String type, Object data) {

    static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.UTF_8);

    byte[] bytes() {
        StringBuilder text = new StringBuilder(256);
        id.ifPresent(value -> text.append("id: ").append(value).append('\n'));
        text.append("event: ").append(type).append('\n');
        // JSON as we write it has no line breaks.
        text.append("data: ").append(Json.text(data)).append("\n\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
