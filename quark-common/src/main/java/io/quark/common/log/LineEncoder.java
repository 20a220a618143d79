package io.quark.common.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** What both forms of the log share: UTC times with milliseconds, and where the key-values of an event come from. */
abstract class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final byte[] NOTHING = {};

    /** The event as text, with its line end. */
    abstract String line(ILoggingEvent event);

    @Override
    public byte[] encode(ILoggingEvent event) {
        return line(event).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    static String time(ILoggingEvent event) {
        return MILLIS.format(event.getInstant());
    }

    /** The thread's context (MDC) and the event's own key-values; the latter win. */
    static Map<String, Object> keyValues(ILoggingEvent event) {
        Map<String, Object> all = new LinkedHashMap<>(event.getMDCPropertyMap());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> all.put(pair.key, pair.value == null ? "null" : pair.value));
        }
        return all;
    }
}
