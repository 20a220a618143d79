package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.LocalProcess;
import io.quark.common.model.Instance;
import io.quark.common.testing.BesideOthers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** 200 builds over 20 simulated computes with 2 orcs and 2 apis, while ZooKeeper is restarted. */
@BesideOthers
class ZooKeeperRestartIT {

    private static final int BUILDS = 200;

    @Test
    void allBuildsEndAndNothingIsHandedOutTwice() throws Exception {
        ClusterPlan plan = ClusterPlan.simulated(20).orcs(2).apis(2).with("compute", "sim.step_ms", "50");
        try (Quark quark = Quark.start(plan)) {
            quark.makeNetwork(Rest.network("storm", "10.79.0.0/22", "fd79::/64"));
            ExecutorService users = Executors.newFixedThreadPool(16);
            ExecutorService operator = Executors.newSingleThreadExecutor(); // one restart after the other
            try {
                List<Future<Rest.Answer>> accepted = new ArrayList<>();
                List<Future<LocalProcess>> restarts = new ArrayList<>();
                for (int i = 0; i < BUILDS; i++) {
                    int number = i;
                    Callable<Rest.Answer> post = () -> quark.rest(number % 2)
                            .postUntilAnswered("/v1/instances", Rest.instance("storm-" + number, "storm"));
                    accepted.add(users.submit(post));
                    if (i == BUILDS / 4 || i == BUILDS / 2) {
                        restarts.add(operator.submit(() -> quark.cluster().restart(LocalCluster.ZOOKEEPER)));
                    }
                    TimeUnit.MILLISECONDS.sleep(5); // the load of several users, not of one burst
                }
                for (Future<LocalProcess> restart : restarts) {
                    restart.get(3, TimeUnit.MINUTES);
                }
                Set<String> units = new HashSet<>();
                for (Future<Rest.Answer> answer : accepted) {
                    Rest.Answer got = answer.get(3, TimeUnit.MINUTES);
                    assertThat(got.status()).as(got.text()).isIn(200, 202);
                    units.add(got.id());
                }
                assertThat(units).hasSize(BUILDS);
                for (String unit : units) {
                    JsonNode work = quark.rest().awaitEnd(unit, Duration.ofMinutes(2));
                    assertThat(work.path("state").asText())
                            .as(work.toPrettyString())
                            .isEqualTo("succeeded");
                }
            } finally {
                users.shutdownNow();
                operator.shutdownNow();
            }
            assertThat(quark.findingsAtRest()).isEmpty();
            assertThat(quark.tree().records("/quark/instances/*/*", Instance.class))
                    .hasSize(BUILDS);
            assertThat(quark.tree().paths("/quark/computes/*/managing/*")).hasSize(BUILDS);
        }
    }
}
