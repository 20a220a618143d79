package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A table of JSON objects: each column takes its text from the object. */
record Table(List<Column> columns) {

    record Column(String title, Function<JsonNode, String> text) {}

    static Table of(Column... columns) {
        return new Table(List.of(columns));
    }

    /** A column that shows a field, or a dash. The path is that of a JSON pointer. */
    static Column field(String title, String pointer) {
        return new Column(title, row -> text(row.at(pointer)));
    }

    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "-";
        }
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(text(part)));
            return parts.isEmpty() ? "-" : String.join(",", parts);
        }
        return value.isValueNode() ? printable(value.asText()) : value.toString();
    }

    /** Text from a server may hold control characters; a terminal must not obey them. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.toString();
    }

    void print(Iterable<JsonNode> rows, PrintWriter out) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(Column::title).toList());
        for (JsonNode row : rows) {
            cells.add(columns.stream().map(column -> column.text().apply(row)).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(line.get(i));
                if (i < widths.length - 1) {
                    text.append(" ".repeat(widths[i] - line.get(i).length() + 2));
                }
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
