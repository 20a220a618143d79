package io.quark.common.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where the tree is. */
public record ZooKeeperConfig(
        @JsonPropertyDescription("ZooKeeper servers, host:port with commas between")
        String connect,

        @JsonPropertyDescription("path of Quark's tree: begins with a slash, ends without one")
        String root,

        @JsonPropertyDescription("how long ZooKeeper waits for a silent process before its session is over, ms")
        int sessionTimeoutMs) {

    /** The timeout suits an orc, whose shards wait while it is silent; the others may be silent for longer. */
    public static final ZooKeeperConfig DEFAULTS = new ZooKeeperConfig("127.0.0.1:2181", "/quark", 12_000);

    public ZooKeeperConfig {
        new Faults()
                .notBlank("connect", connect)
                .when(
                        !root.matches("(/[A-Za-z0-9._-]+)+"),
                        "root",
                        "must begin with a slash and not end with one, e.g. /quark; it is '" + root + "'")
                .within("session_timeout_ms", sessionTimeoutMs, 500, 300_000)
                .raise();
    }

    public ZooKeeperConfig withSessionTimeoutMs(int timeoutMs) {
        return new ZooKeeperConfig(connect, root, timeoutMs);
    }
}
