package io.quark.common.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A JSON object in each line: {@code time, level, thread, logger, message}, the key-values as fields of {@code kv}, and {@code
 * error} with a stack trace.
 */
final class JsonLines extends LineEncoder {

    private final JsonFactory json = new JsonFactory();

    @Override
    String line(ILoggingEvent event) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = json.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("time", time(event));
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("message", event.getFormattedMessage());
            Map<String, Object> pairs = keyValues(event);
            if (!pairs.isEmpty()) {
                out.writeObjectFieldStart("kv");
                for (Map.Entry<String, Object> pair : pairs.entrySet()) {
                    out.writeFieldName(pair.getKey());
                    value(out, pair.getValue());
                }
                out.writeEndObject();
            }
            if (event.getThrowableProxy() != null) {
                out.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text cannot fail to be written", e);
        }
        return text.append('\n').toString();
    }

    private static void value(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else {
            out.writeString(value.toString());
        }
    }
}
