package io.quark.api.bind;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Parses JSON from outside: nesting, numbers and texts are bounded, a doubled field is a fault with its pointer. Thread safe.
 */
public final class BodyParser {

    /** Deeper than any request of ours; a parser that recurses must have an end. */
    public static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER_DIGITS = 64;

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_DIGITS)
                    .build())
            .build();

    /**
     * The JSON value in these bytes.
     *
     * @param faults takes doubled fields
     * @throws MalformedJsonException if they are not one JSON value
     */
    public JsonNode parse(byte[] bytes, Faults faults) {
        try (JsonParser parser = factory.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new MalformedJsonException("the body is empty", 1, 1);
            }
            JsonNode value = value(parser, "", faults);
            if (parser.nextToken() != null) {
                throw malformed("there is more after the end of the JSON value", parser.currentTokenLocation());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage(), e.getLocation());
        } catch (IOException e) {
            throw new MalformedJsonException("the body is not text in UTF-8", 1, 1);
        }
    }

    private JsonNode value(JsonParser parser, String pointer, Faults faults) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer, faults);
            case START_ARRAY -> array(parser, pointer, faults);
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT -> nodes.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            default -> throw malformed("a JSON value was expected", parser.currentTokenLocation());
        };
    }

    private JsonNode object(JsonParser parser, String pointer, Faults faults) throws IOException {
        ObjectNode object = nodes.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String at = Faults.below(pointer, name);
            parser.nextToken();
            JsonNode value = value(parser, at, faults);
            if (object.has(name)) {
                faults.add(at, "is given more than once");
            }
            object.set(name, value);
        }
        return object;
    }

    private JsonNode array(JsonParser parser, String pointer, Faults faults) throws IOException {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, Faults.below(pointer, array.size()), faults));
        }
        return array;
    }

    private static MalformedJsonException malformed(String message, JsonLocation at) {
        return at == null
                ? new MalformedJsonException(message, 1, 1)
                : new MalformedJsonException(message, at.getLineNr(), at.getColumnNr());
    }
}
