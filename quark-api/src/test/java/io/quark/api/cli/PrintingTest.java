package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintingTest {

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void treeIsDrawnAsTheSeedDrawsIt() {
        new TreePrinter(out).node(json("""
                        {"name": "c1", "num_children": 3, "children": [
                          {"name": "self", "data": {"ram": 2048, "network": {"max_bandwidth": 1000000}}, "children": []},
                          {"name": "alive", "ephemeral": true, "children": []}]}
                        """));

        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                        c1/
                          self/
                            - ram: 2048
                            - network/
                                - max_bandwidth: 1000000
                          alive/  (ephemeral)
                          ... 1 more
                        """);
    }

    @Test
    void columnsAreAlignedAndMissingFieldsAreDashes() {
        Table.of(Table.field("NAME", "/name"), Table.field("STATE", "/state"))
                .print(List.of(json("{\"name\": \"a-long-name\", \"state\": \"up\"}"), json("{\"name\": \"b\"}")), out);
        out.flush();

        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                        NAME         STATE
                        a-long-name  up
                        b            -
                        """);
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(Table.text(json("{\"name\": \"x\\u001b[31m\"}").path("name")))
                .isEqualTo("x?[31m");
    }

    @Test
    void problemsAreTold() {
        assertThat(Problems.text(400, """
                        {"title": "Malformed request", "detail": "2 faults", "hint": "mend them",
                         "errors": [{"pointer": "/ram", "detail": "too small"}]}
                        """))
                .isEqualTo("Malformed request: 2 faults\n  /ram: too small\nhint: mend them");
        assertThat(Problems.text(500, "<html>")).isEqualTo("HTTP 500: <html>");
    }

    private static JsonNode json(String text) {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
