package io.quark.compute.seed;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes YAML in one plain block style, two spaces deep, every text in double quotes. So little of YAML is used that a
 * shell script in a tiny guest can read it, and no text can be mistaken for anything else.
 */
final class Yaml {

    private final StringBuilder out = new StringBuilder();

    private Yaml() {}

    /**
     * The document.
     *
     * @param map of texts, integers, {@link Word}s, lists and maps of these; keys are plain words
     */
    static String of(Map<String, ?> map) {
        Yaml yaml = new Yaml();
        yaml.map(map, 0, 0);
        return yaml.out.toString();
    }

    /** A text written without quotes: letters, digits and dashes only. */
    record Word(String text) {
        Word {
            if (!text.matches("[a-z][a-z0-9-]*")) {
                throw new IllegalArgumentException("not a plain word: " + text);
            }
        }
    }

    /** @param first how deep the first line is indented; inside a list it stands behind the dash */
    private void map(Map<String, ?> map, int first, int depth) {
        int indent = first;
        for (Map.Entry<String, ?> entry : map.entrySet()) {
            out.append("  ".repeat(indent)).append(entry.getKey()).append(':');
            value(entry.getValue(), depth);
            indent = depth;
        }
    }

    private void value(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            out.append('\n');
            map(texts(map), depth + 1, depth + 1);
        } else if (value instanceof List<?> list) {
            out.append('\n');
            list(list, depth + 1);
        } else {
            out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void list(List<?> list, int depth) {
        for (Object item : list) {
            out.append("  ".repeat(depth)).append("- ");
            if (item instanceof Map<?, ?> map) {
                map(texts(map), 0, depth + 1);
            } else {
                out.append(scalar(item)).append('\n');
            }
        }
    }

    @SuppressWarnings("unchecked") // keys are texts by contract of of()
    private static Map<String, ?> texts(Map<?, ?> map) {
        return (Map<String, ?>) map;
    }

    private static String scalar(Object value) {
        if (value instanceof Word word) {
            return word.text();
        }
        return value instanceof Integer ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append((char) c);
            } else {
                // Line breaks of any script, controls and everything else outside ASCII.
                quoted.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
            }
        });
        return quoted.append('"').toString();
    }
}
