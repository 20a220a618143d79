package io.quark.api.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.json.Json;
import java.util.List;
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
        ClusterPlan spread = ClusterPlan.onHosts(List.of(new HostPlan("h1", List.of("enter", "h1"), Map.of())));
        assertThat(Json.read(Json.bytes(spread), ClusterPlan.class)).isEqualTo(spread);
    }

    @Test
    void eachHostHasAComputeOfItsOwn() {
        HostPlan first = new HostPlan("h1", List.of("enter", "h1"), Map.of("zone", "a"));
        HostPlan second = new HostPlan("h2", List.of("enter", "h2"), Map.of());

        ClusterPlan plan = ClusterPlan.onHosts(List.of(first, second)).orcs(1);

        assertThat(plan.computeProcesses()).containsExactly("compute-h1", "compute-h2");
        assertThat(plan.hostOf("compute-h2")).contains(second);
        assertThat(plan.hostOf("orc-1")).isEmpty();
        assertThat(ClusterPlan.simulated(3).computeProcesses()).containsExactly("compute");
    }

    @Test
    void planOutOfBoundsIsRefused() {
        assertThatThrownBy(() -> ClusterPlan.simulated(-1)).hasMessageContaining("--simulate");
        assertThatThrownBy(() -> ClusterPlan.simulated(1).orcs(0)).hasMessageContaining("--orcs");
    }
}
