package io.quark.api.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.quark.common.json.Json;
import java.io.PrintWriter;
import java.util.List;

/** Prints answers in the format that was asked for. */
record Output(Format format, PrintWriter out) {

    enum Format {
        table,
        json,
        yaml,
        name
    }

    /** A list answer ({@code items}). */
    void list(JsonNode answer, Table table) {
        switch (format) {
            case json, yaml -> raw(answer);
            case name -> answer.path("items").forEach(item -> out.println(nameOf(item)));
            case table -> table.print(answer.path("items"), out);
        }
        out.flush();
    }

    /** One resource: its table, then whatever more there is to say. */
    void one(JsonNode answer, Table table) {
        switch (format) {
            case json, yaml -> raw(answer);
            case name -> out.println(nameOf(answer));
            case table -> table.print(List.of(answer), out);
        }
        out.flush();
    }

    void raw(JsonNode answer) {
        try {
            if (format == Format.yaml) {
                out.print(new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
                        .writeValueAsString(answer));
            } else {
                out.println(Json.lenient().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        out.flush();
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    private static String nameOf(JsonNode item) {
        return Table.text(item.hasNonNull("name") ? item.path("name") : item.path("id"));
    }
}
