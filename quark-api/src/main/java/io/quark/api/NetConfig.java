package io.quark.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;

/** What the api allows and tells of networks. */
public record NetConfig(
        @JsonPropertyDescription(
                "seconds that a released address, MAC or segment id must at least be kept back, whatever a subnet, range or pool asks for;"
                        + " neighbours remember an old owner for about a minute")
        int minReuseAfterS,

        @JsonPropertyDescription("networks whose usage is among the metrics, at most; 0: none")
        int metricsNetworks) {

    static final NetConfig DEFAULTS = new NetConfig(60, 1_000);

    private static final int MOST_NETWORKS = 10_000;
    private static final int MONTH_S = 30 * 24 * 3600;

    /** Checks its values. */
    public NetConfig {
        new Faults()
                .within("min_reuse_after_s", minReuseAfterS, 0, MONTH_S)
                .within("metrics_networks", metricsNetworks, 0, MOST_NETWORKS)
                .raise();
    }
}
