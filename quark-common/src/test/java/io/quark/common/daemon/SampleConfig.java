package io.quark.common.daemon;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.AdminConfig;
import io.quark.common.config.DaemonConfig;
import io.quark.common.config.FaultConfig;
import io.quark.common.config.LogConfig;

/** The configuration of a daemon that does nothing. */
record SampleConfig(
        @JsonPropertyDescription("name of the process") String name,
        AdminConfig admin,
        LogConfig log,
        FaultConfig fault,
        @JsonPropertyDescription("written when ready") String readyFile)
        implements DaemonConfig {

    static final SampleConfig DEFAULTS =
            new SampleConfig("", AdminConfig.DEFAULTS, LogConfig.DEFAULTS, FaultConfig.DEFAULTS, "");
}
