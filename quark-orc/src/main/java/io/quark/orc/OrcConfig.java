package io.quark.orc;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.AdminConfig;
import io.quark.common.config.DaemonConfig;
import io.quark.common.config.FaultConfig;
import io.quark.common.config.Faults;
import io.quark.common.config.LogConfig;
import io.quark.common.config.ZooKeeperConfig;
import io.quark.orc.loop.OrcSettings;
import io.quark.orc.workflow.Rules;
import java.time.Duration;

/** The configuration of quark-orc. */
public record OrcConfig(
        @JsonPropertyDescription("name of the process among the orcs; empty: host name and process id")
        String name,

        AdminConfig admin,
        LogConfig log,
        FaultConfig fault,

        @JsonPropertyDescription("file that is written once the daemon is ready; empty: none")
        String readyFile,

        ZooKeeperConfig zookeeper,

        @JsonPropertyDescription("shards of a tree that is laid out anew; an old one keeps its own")
        int shards,

        @JsonPropertyDescription("how long a compute may give no sign of life before it counts as down, s;"
                + " counts from the end of its session")
        int hostGraceS,

        @JsonPropertyDescription("how long a task that may have started its machine waits for a silent compute, and how"
                + " long a compute that is there may leave a task lying, s")
        int taskDeadlineS,

        @JsonPropertyDescription("how long a build waits for room before it fails for lack of it, s")
        int placementWaitS,

        @JsonPropertyDescription(
                "how long computes may take to put a QoS policy into force before its work unit fails, s;"
                        + " they go on trying")
        int hostsFollowS,

        @JsonPropertyDescription("how long a work unit that has ended is kept, s")
        int doneRetentionS,

        @JsonPropertyDescription("of more ended work units than this in a shard the oldest go early")
        int doneMostPerShard)
        implements DaemonConfig {

    private static final int YEAR_S = 366 * 86_400;

    public static final OrcConfig DEFAULTS = new OrcConfig(
            "",
            AdminConfig.DEFAULTS,
            LogConfig.DEFAULTS,
            FaultConfig.DEFAULTS,
            "",
            ZooKeeperConfig.DEFAULTS,
            16,
            30,
            600,
            0,
            60,
            86_400,
            20_000);

    public OrcConfig {
        new Faults()
                .name("name", name)
                .within("shards", shards, 1, 256)
                .within("host_grace_s", hostGraceS, 0, YEAR_S)
                .within("task_deadline_s", taskDeadlineS, 1, YEAR_S)
                .within("placement_wait_s", placementWaitS, 0, YEAR_S)
                .within("hosts_follow_s", hostsFollowS, 1, YEAR_S)
                .within("done_retention_s", doneRetentionS, 1, YEAR_S)
                .within("done_most_per_shard", doneMostPerShard, 100, 60_000)
                .raise();
    }

    OrcSettings settings() {
        return new OrcSettings(
                new Rules(
                        Duration.ofSeconds(hostGraceS),
                        Duration.ofSeconds(taskDeadlineS),
                        Duration.ofSeconds(placementWaitS),
                        Rules.MAX_ATTEMPTS,
                        Duration.ofSeconds(hostsFollowS)),
                Duration.ofSeconds(doneRetentionS),
                doneMostPerShard,
                OrcSettings.DEFAULTS.sweep());
    }
}
