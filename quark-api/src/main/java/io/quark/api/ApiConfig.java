package io.quark.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.AdminConfig;
import io.quark.common.config.DaemonConfig;
import io.quark.common.config.FaultConfig;
import io.quark.common.config.Faults;
import io.quark.common.config.LogConfig;
import io.quark.common.config.ZooKeeperConfig;

/** The configuration of quark-api. */
public record ApiConfig(
        @JsonPropertyDescription("name of the process in logs; empty: host name and process id")
        String name,

        HttpConfig http,
        ImagesConfig images,
        NetConfig net,
        AdminConfig admin,
        LogConfig log,
        FaultConfig fault,

        @JsonPropertyDescription("file that is written once the daemon is ready; empty: none")
        String readyFile,

        ZooKeeperConfig zookeeper)
        implements DaemonConfig {

    static final ApiConfig DEFAULTS = new ApiConfig(
            "",
            HttpConfig.DEFAULTS,
            ImagesConfig.DEFAULTS,
            NetConfig.DEFAULTS,
            AdminConfig.DEFAULTS,
            LogConfig.DEFAULTS,
            FaultConfig.DEFAULTS,
            "",
            ZooKeeperConfig.DEFAULTS);

    /** Checks its values. */
    public ApiConfig {
        new Faults().name("name", name).raise();
    }
}
