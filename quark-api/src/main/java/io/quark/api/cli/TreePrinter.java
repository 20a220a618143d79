package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Prints the tree as the seed draws it: nodes as directories, their payload unfolded below them.
 *
 * <pre>
 * computes/
 *   c1/
 *     self/
 *       - ram: 2048
 * </pre>
 */
final class TreePrinter {

    private static final String INDENT = "  ";
    private final PrintWriter out;

    TreePrinter(PrintWriter out) {
        this.out = out;
    }

    /** @param node as {@code GET /v1/tree} answers it: name, data, children, perhaps truncated */
    void node(JsonNode node) {
        node(node, 0);
        out.flush();
    }

    void unfolded(JsonNode value) {
        payload(value, 0);
        out.flush();
    }

    private void node(JsonNode node, int depth) {
        String name = Table.printable(node.path("name").asText());
        out.println(INDENT.repeat(depth)
                + name
                + (name.endsWith("/") ? "" : "/")
                + (node.path("ephemeral").asBoolean() ? "  (ephemeral)" : ""));
        payload(node.path("data"), depth + 1);
        int shown = 0;
        for (JsonNode child : node.path("children")) {
            node(child, depth + 1);
            shown++;
        }
        int all = node.path("num_children").asInt();
        if (all > shown) {
            out.println(INDENT.repeat(depth + 1) + "... " + (all - shown) + " more");
        }
    }

    private void payload(JsonNode value, int depth) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String bullet = INDENT.repeat(depth) + "- " + Table.printable(field.getKey());
            JsonNode inner = field.getValue();
            if (inner.isObject() || holdsObjects(inner)) {
                out.println(bullet + "/");
                if (inner.isObject()) {
                    payload(inner, depth + 2);
                } else {
                    for (int i = 0; i < inner.size(); i++) {
                        out.println(INDENT.repeat(depth + 2) + "- " + i + "/");
                        payload(inner.get(i), depth + 4);
                    }
                }
            } else {
                out.println(bullet + ": " + Table.text(inner));
            }
        }
    }

    private static boolean holdsObjects(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.get(0).isObject();
    }
}
