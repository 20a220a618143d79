package io.quark.common.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How the daemon logs. It always logs to standard error. */
public record LogConfig(
        @JsonPropertyDescription("plain: a line for people; json: a JSON object in each line")
        Format format,

        @JsonPropertyDescription("the least level of Quark's own messages that is logged")
        Level level) {

    public static final LogConfig DEFAULTS = new LogConfig(Format.PLAIN, Level.INFO);

    public enum Format {
        PLAIN,
        JSON
    }

    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
