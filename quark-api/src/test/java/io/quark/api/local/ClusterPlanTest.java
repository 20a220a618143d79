package io.quark.api.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {

    @Test
    void settingsOfARoleAddUp() {
        ClusterPlan plan =
                ClusterPlan.simulated(3).with("orc.done_retention_s=60").with("orc.log.level=debug");

        assertThat(plan.settingsOf("orc")).isEqualTo(Map.of("done_retention_s", "60", "log.level", "debug"));
        assertThat(plan.settingsOf("api")).isEmpty();
    }

    @Test
    void settingOfAnUnknownRoleIsRefused() {
        assertThatThrownBy(() -> ClusterPlan.simulated(1).with("zookeeper.tick=1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void planIsTheSameAfterItWasWrittenDown() {
        ClusterPlan plan = ClusterPlan.onLibvirt(ClusterPlan.TEST).orcs(3).with("api.http.port=0");

        assertThat(Json.read(Json.bytes(plan), ClusterPlan.class)).isEqualTo(plan);
        ClusterPlan bare = ClusterPlan.simulated(1);
        assertThat(Json.read(Json.bytes(bare), ClusterPlan.class)).isEqualTo(bare);
    }

    @Test
    void planOutOfBoundsIsRefused() {
        assertThatThrownBy(() -> ClusterPlan.simulated(-1)).hasMessageContaining("--simulate");
        assertThatThrownBy(() -> ClusterPlan.simulated(1).orcs(0)).hasMessageContaining("--orcs");
    }
}
