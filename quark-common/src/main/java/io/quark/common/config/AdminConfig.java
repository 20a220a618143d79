package io.quark.common.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where health and metrics are served. */
public record AdminConfig(
        @JsonPropertyDescription("address on which health and metrics are served")
        String host,

        @JsonPropertyDescription("port on which health and metrics are served; 0: any free one (the ready file tells)")
        int port) {

    public static final AdminConfig DEFAULTS = new AdminConfig("127.0.0.1", 0);

    public AdminConfig {
        new Faults().notBlank("host", host).within("port", port, 0, 65_535).raise();
    }
}
