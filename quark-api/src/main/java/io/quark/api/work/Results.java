package io.quark.api.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.WorkUnit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of a work unit, as clients see it: text by name, but for what is not text by nature. */
final class Results {

    private Results() {}

    static Map<String, JsonNode> of(WorkUnit work) {
        boolean audit = work.kind().equals("audit");
        Map<String, JsonNode> shown = new LinkedHashMap<>();
        work.result().forEach((name, value) -> shown.put(name, audit ? ofAudit(name, value) : TextNode.valueOf(value)));
        return shown;
    }

    private static JsonNode ofAudit(String name, String value) {
        return switch (name) {
            case "count", "hosts" -> IntNode.valueOf(Integer.parseInt(value));
            case "findings" -> list(value);
            case "silent_hosts" -> lines(value);
            default -> TextNode.valueOf(value);
        };
    }

    private static JsonNode list(String value) {
        try {
            return Json.tree(value.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedRecordException e) {
            return TextNode.valueOf(value);
        }
    }

    private static JsonNode lines(String value) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        value.lines().forEach(lines::add);
        return lines;
    }
}
