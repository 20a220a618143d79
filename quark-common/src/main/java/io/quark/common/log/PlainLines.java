package io.quark.common.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A line for people: time, level, thread, the last part of the logger's name, message, {@code key=value}. A stack trace follows
 * on lines of its own; control characters of a message are escaped, so that none can forge a line.
 */
final class PlainLines extends LineEncoder {

    private static final Pattern BARE = Pattern.compile("[^\\s\"=\\p{Cntrl}]+");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    @Override
    String line(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160)
                .append(time(event))
                .append(String.format(Locale.ROOT, " %-5s [", event.getLevel()))
                .append(event.getThreadName())
                .append("] ")
                .append(shortName(event.getLoggerName()))
                .append(": ")
                .append(escaped(event.getFormattedMessage()));
        keyValues(event)
                .forEach(
                        (key, value) -> line.append(' ').append(key).append('=').append(quoted(value)));
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown == null
                ? line.toString()
                : line.append(ThrowableProxyUtil.asString(thrown)).toString();
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String quoted(Object value) {
        String text = value.toString();
        return BARE.matcher(text).matches() ? text : '"' + escaped(text.replace("\"", "\\\"")) + '"';
    }

    private static String escaped(String text) {
        return CONTROL.matcher(text).replaceAll(match -> switch (match.group().charAt(0)) {
            case '\n' -> "\\\\n";
            case '\t' -> "\\\\t";
            default ->
                String.format(Locale.ROOT, "\\\\u%04x", (int) match.group().charAt(0));
        });
    }
}
