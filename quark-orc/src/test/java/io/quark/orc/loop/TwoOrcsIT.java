package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Instance;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnit.State;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeUnavailableException;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.orc.testing.Requests;
import io.quark.orc.testing.ScriptedComputes;
import io.quark.orc.testing.ScriptedComputes.Until;
import io.quark.orc.testing.TreeAudit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two orcs on a real ZooKeeper build 200 machines on 20 hosts, and something happens in the middle. */
class TwoOrcsIT {

    private static final int BUILDS = 200;
    private static final int HOSTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final Paths paths = zooKeeper.laidOutTree("/quark").paths();
    private final ZooKeeperSession others = zooKeeper.session();
    private final ScriptedComputes computes = new ScriptedComputes(others, paths);
    private final Requests requests = new Requests(others, paths);
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final OrcProcess first = orc("orc-1");
    private final OrcProcess second = orc("orc-2");
    private final List<String> builds = new ArrayList<>();
    private String network = "";

    @BeforeEach
    void bothLead() {
        for (int i = 0; i < HOSTS; i++) {
            computes.host("host-" + i, 100_000);
        }
        await().atMost(PATIENCE)
                .until(() ->
                        first.leads() > 0 && second.leads() > 0 && first.leads() + second.leads() == paths.shards());
        network = requests.network("web", "10.1.0.0/22");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        computes.close();
    }

    @Test
    void whenOneIsKilledTheOtherFinishesItsWork() {
        comeToTheMiddle();

        first.kill();
        goOn();

        allBuiltOnce();
        await().atMost(PATIENCE).until(() -> second.leads() == paths.shards());
        assertThat(computes.started()).hasSize(BUILDS);
    }

    @Test
    void whenTheSessionOfOneExpiresBothFinishTheWork() {
        comeToTheMiddle();

        zooKeeper.expire(first.session);
        goOn();

        allBuiltOnce();
        assertThat(computes.started()).hasSize(BUILDS);
    }

    @Test
    void whenZooKeeperIsRestartedNothingIsLostAndNothingDoneTwice() {
        comeToTheMiddle();

        zooKeeper.restart();
        goOn();

        allBuiltOnce();
    }

    /** Some machines stand, some are being made on either side of the gate, and many have just been asked for. */
    private void comeToTheMiddle() {
        for (int i = 0; i < HOSTS / 2; i++) {
            computes.script("host-" + i, i % 2 == 0 ? Until.TAKEN : Until.GATE);
        }
        ask(BUILDS / 2);
        await().atMost(PATIENCE).until(() -> ended() >= BUILDS / 10);
        ask(BUILDS - BUILDS / 2);
        assertThat(ended()).isLessThan(BUILDS);
    }

    private void goOn() {
        for (int i = 0; i < HOSTS; i++) {
            computes.script("host-" + i, Until.END);
        }
    }

    private void ask(int count) {
        for (int i = 0; i < count; i++) {
            builds.add(requests.build("web-" + builds.size(), network));
        }
    }

    private void allBuiltOnce() {
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(TwoOrcsIT::zooKeeperIsAway)
                .until(() -> {
                    computes.lookAgain();
                    return ended() == BUILDS;
                });
        List<WorkUnit> done =
                builds.stream().flatMap(id -> requests.done(id).stream()).toList();
        assertThat(done)
                .allSatisfy(
                        unit -> assertThat(unit.state()).as("%s", unit.error()).isEqualTo(State.SUCCEEDED));
        assertThat(done.stream().map(unit -> unit.result().get("ips"))).doesNotHaveDuplicates();
        assertThat(builds.stream().flatMap(id -> instance(id).stream()))
                .hasSize(BUILDS)
                .allSatisfy(instance -> assertThat(instance.status()).isEqualTo(Instance.Status.ACTIVE));
        assertThat(computes.started()).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(TreeAudit.atRest(others, paths)).isEmpty());
        assertThat(broken).isEmpty();
    }

    private static boolean zooKeeperIsAway(Throwable failure) {
        return failure.getCause() instanceof TreeUnavailableException;
    }

    private long ended() {
        return builds.stream().filter(id -> requests.done(id).isPresent()).count();
    }

    private Optional<Instance> instance(String build) {
        return others.read(List.of(paths.instance(requests.instanceOf(build))))
                .join()
                .get(0)
                .map(node -> node.as(Instance.class));
    }

    private OrcProcess orc(String name) {
        return new OrcProcess(name, zooKeeper.session(), paths, broken::add);
    }
}
