package io.quark.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the api listens. */
public record HttpConfig(
        @JsonPropertyDescription("address to listen on") String host,

        @JsonPropertyDescription("port to listen on; 0: any free one (the ready file tells)")
        int port,

        @JsonPropertyDescription(
                "listen also on an address that others reach, although anybody may do anything there: there are no tokens yet")
        boolean allowRemoteWithoutTokens,

        @JsonPropertyDescription(
                "where computes on other machines reach this api, e.g. http://api-1:8080; empty: host and port")
        String publicUrl) {

    static final HttpConfig DEFAULTS = new HttpConfig("127.0.0.1", 8080, false, "");

    /** Refuses to be open to everybody by accident. */
    public HttpConfig {
        new Faults()
                .notBlank("host", host)
                .within("port", port, 0, 65_535)
                .when(
                        !allowRemoteWithoutTokens && !isLoopback(host),
                        "host",
                        host + " can be reached by others, and there are no tokens yet: keep to 127.0.0.1, or set"
                                + " http.allow_remote_without_tokens=true where every one who can reach it may do everything")
                .when(
                        !publicUrl.isEmpty() && !publicUrl.matches("https?://[^/]+"),
                        "public_url",
                        "must be http://host:port, without a path")
                .raise();
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
