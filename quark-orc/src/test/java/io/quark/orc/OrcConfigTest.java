package io.quark.orc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.config.ConfigException;
import io.quark.common.config.ConfigLoader;
import io.quark.common.config.ConfigLoader.Loaded;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrcConfigTest {

    private final ConfigLoader<OrcConfig> loader = new ConfigLoader<>("quark-orc", "QUARK_ORC_", OrcConfig.DEFAULTS);

    @Test
    void everySettingCanBeGiven() {
        OrcConfig config = load(
                "name=o1",
                "zookeeper.root=/q",
                "shards=4",
                "host_grace_s=5",
                "task_deadline_s=50",
                "placement_wait_s=7",
                "hosts_follow_s=9",
                "done_retention_s=60",
                "done_most_per_shard=1000");

        assertThat(config.name()).isEqualTo("o1");
        assertThat(config.zookeeper().root()).isEqualTo("/q");
        assertThat(config.shards()).isEqualTo(4);
        assertThat(config.settings().rules().grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.settings().rules().taskDeadline()).isEqualTo(Duration.ofSeconds(50));
        assertThat(config.settings().rules().placementWait()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.settings().rules().hostsFollow()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.settings().doneRetention()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.settings().doneMostPerShard()).isEqualTo(1000);
    }

    @Test
    void withoutSettingsTheDefaultsHold() {
        assertThat(load()).isEqualTo(OrcConfig.DEFAULTS);
        assertThat(load().settings().rules().placementWait()).isZero();
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThatThrownBy(() -> load("shards=0", "task_deadline_s=0", "name=a/b"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("shards")
                .hasMessageContaining("task_deadline_s")
                .hasMessageContaining("name");
    }

    private OrcConfig load(String... settings) {
        List<String> arguments =
                Arrays.stream(settings).flatMap(s -> Stream.of("--set", s)).toList();
        return ((Loaded.Run<OrcConfig>) loader.load(arguments, Map.of())).config();
    }
}
