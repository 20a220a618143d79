package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;

/** Where api processes look into the machines of this process's computes. */
public record EndpointConfig(
        @JsonPropertyDescription(
                "address on which api processes may look into machines: consoles, screens, statistics; the"
                        + " default suits apis on this host")
        String host,

        @JsonPropertyDescription("port for that; 0: any free one")
        int port,

        @JsonPropertyDescription("where api processes reach it, e.g. http://host-1:7070; empty: host and port")
        String url) {

    public static final EndpointConfig DEFAULTS = new EndpointConfig("127.0.0.1", 0, "");

    public EndpointConfig {
        new Faults()
                .notBlank("host", host)
                .within("port", port, 0, 65_535)
                .when(
                        !url.isEmpty() && !url.matches("https?://[^/?#@\\s]+"),
                        "url",
                        "must be http://host:port, without a path; it is '" + url + "'")
                .when(
                        url.isEmpty() && (host.equals("0.0.0.0") || host.equals("::")),
                        "url",
                        "must say where apis reach this host, because endpoint.host is any address of it")
                .raise();
    }
}
