package io.quark.api.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;

/** Problems (RFC 9457) as people read them. */
final class Problems {

    private Problems() {}

    /** The text of an error answer. */
    static String text(int status, String body) {
        try {
            JsonNode problem = Json.lenient().readTree(body);
            if (problem != null && problem.has("title")) {
                return text(problem);
            }
        } catch (JsonProcessingException e) {
            // not a problem document: say what there is
        }
        return "HTTP " + status + (body.isBlank() ? "" : ": " + body.strip());
    }

    static String text(JsonNode problem) {
        StringBuilder text = new StringBuilder(problem.path("title").asText());
        if (problem.hasNonNull("detail")) {
            text.append(": ").append(problem.path("detail").asText());
        }
        for (JsonNode fault : problem.path("errors")) {
            text.append("\n  ")
                    .append(fault.path("pointer").asText())
                    .append(": ")
                    .append(fault.path("detail").asText());
        }
        if (problem.hasNonNull("hint")) {
            text.append("\nhint: ").append(problem.path("hint").asText());
        }
        return text.toString();
    }
}
