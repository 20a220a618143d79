package io.quark.api.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.tree.Paths;
import java.util.Set;

/** Unfolds the payload of a node and takes out what operators need not see. Pure. */
final class Unfolding {

    private static final Set<String> SECRETS = Set.of("user_data", "password", "secret", "token");
    private static final TextNode HIDDEN = TextNode.valueOf("***");
    private static final int RAW_CHARACTERS = 1024;

    private Unfolding() {}

    /**
     * What operators see of a node's data.
     *
     * @param paths which nodes' whole data are secret
     */
    static JsonNode of(Paths paths, String path, byte[] data) {
        return path.startsWith(paths.secrets() + "/") ? HIDDEN : of(data);
    }

    private static JsonNode of(byte[] data) {
        if (data.length == 0) {
            return NullNode.getInstance();
        }
        try {
            return hidden(Json.tree(data));
        } catch (MalformedRecordException e) {
            String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
            return TextNode.valueOf(text.substring(0, Math.min(text.length(), RAW_CHARACTERS)));
        }
    }

    private static JsonNode hidden(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                JsonNode inner = SECRETS.contains(field.getKey()) ? HIDDEN : hidden(field.getValue());
                object.set(field.getKey(), inner);
            });
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, hidden(array.get(i)));
            }
        }
        return value;
    }
}
