package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.json.Json;
import io.quark.common.model.MacRange;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.testing.ZooKeeperFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeLayoutTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeTree tree = new FakeTree();
    private final FakeTreeSession session = tree.session();
    private final TreeLayout layout = new TreeLayout(session, "/dc1/quark", () -> NOW);

    @Test
    void createsTheWholeLayoutBelowItsRoot() {
        Paths paths = layout.ensure();

        assertThat(paths.shards()).isEqualTo(16);
        assertThat(tree.children("/dc1/quark"))
                .containsExactlyInAnyOrder(
                        "version",
                        "computes",
                        "orc",
                        "idempotency",
                        "instances",
                        "names",
                        "net",
                        "quotas",
                        "images",
                        "flavors",
                        "volumes",
                        "snapshots",
                        "secrets");
        assertThat(tree.children(paths.orcShards())).hasSize(16).contains("00", "0f");
        assertThat(tree.children(paths.orcShard(15)))
                .containsExactlyInAnyOrder(
                        "epoch", "next_tasks", "active_tasks", "cancels", "requests", "groups", "done");
        assertThat(tree.children(paths.done(3))).hasSize(16).contains("0", "f");
        assertThat(tree.children(paths.instances())).hasSize(256).contains("00", "ff");
        assertThat(tree.children(paths.idempotencyKeys())).hasSize(256);
        assertThat(tree.children(paths.names()))
                .containsExactlyInAnyOrder(
                        "network",
                        "image",
                        "ip_policy",
                        "segment_pool",
                        "mac_range",
                        "qos_policy",
                        "security_group",
                        "flavor",
                        "volume",
                        "snapshot");
        assertThat(tree.children(paths.net()))
                .containsExactlyInAnyOrder(
                        "networks",
                        "mac_ranges",
                        "ip_policies",
                        "segment_pools",
                        "segments",
                        "qos_policies",
                        "security_groups");
        assertThat(Json.text(Json.tree(tree.node(paths.version()).orElseThrow().data())))
                .isEqualTo("{\"layout\":1,\"shards\":16}");
        assertThat(Json.text(Json.tree(tree.node(paths.epoch(0)).orElseThrow().data())))
                .isEqualTo("{\"epoch\":0}");
        assertThat(tree.node(paths.macRange(TreeLayout.DEFAULT_MAC_RANGE))
                        .orElseThrow()
                        .as(MacRange.class))
                .isEqualTo(new MacRange(
                        TreeLayout.DEFAULT_MAC_RANGE,
                        "default",
                        "52:54:00:00:00:00/24",
                        300,
                        MacRange.State.ACTIVE,
                        NOW,
                        ""));
        assertThat(tree.node(paths.macs(TreeLayout.DEFAULT_MAC_RANGE))).isPresent();
    }

    @Test
    void everyTransactionIsBounded() {
        layout.ensure(256);
        assertThat(session.committed()).allMatch(Transaction::withinBounds);
    }

    @Test
    void laidOutTreeIsLeftAsItIsAndKeepsItsShards() {
        layout.ensure(4);
        int sent = session.committed().size();
        assertThat(layout.ensure(16).shards()).isEqualTo(4);
        assertThat(session.committed()).hasSize(sent);
    }

    @Test
    void goesOnWhereACrashLeftIt() {
        session.nextCommits(Fate.UNKNOWN_BUT_DONE, Fate.UNKNOWN_AND_NOT_DONE, Fate.NORMAL, Fate.UNKNOWN_BUT_DONE);
        Paths paths = layout.ensure();
        assertThat(layout.find()).isPresent();
        assertThat(tree.node(paths.macs(TreeLayout.DEFAULT_MAC_RANGE))).isPresent();
    }

    @Test
    void newerLayoutIsRefusedWithWhatToDo() {
        tree.commit(
                Op.createEmpty("/dc1"),
                Op.createEmpty("/dc1/quark"),
                Op.create("/dc1/quark/version", new TreeVersion(2, 16)));
        assertThatThrownBy(layout::ensure)
                .isInstanceOf(LayoutException.class)
                .hasMessageContaining("layout 2")
                .hasMessageContaining("upgrade this daemon");
        assertThatThrownBy(() -> layout.waitUntilReady(Duration.ofSeconds(5))).isInstanceOf(LayoutException.class);
    }

    @Test
    void waitingInVainSaysWhatToDo() {
        assertThat(layout.find()).isEmpty();
        assertThatThrownBy(() -> layout.waitUntilReady(Duration.ofMillis(1)))
                .isInstanceOf(TreeUnavailableException.class)
                .hasMessageContaining("start quark-orc or quark-api");
    }

    @Test
    void severalDaemonsMayStartAtOnceOnARealServer() {
        ExecutorService daemons = Executors.newFixedThreadPool(6);
        try (ZooKeeperFixture zooKeeper = new ZooKeeperFixture()) {
            List<CompletableFuture<Paths>> started = IntStream.range(0, 6)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                TreeLayout own = new TreeLayout(zooKeeper.session(), "/quark", () -> NOW);
                                return i < 4 ? own.ensure() : own.waitUntilReady(Duration.ofSeconds(30));
                            },
                            daemons))
                    .toList();
            assertThat(started)
                    .allSatisfy(paths -> assertThat(paths.join().shards()).isEqualTo(16));
            Paths paths = started.get(0).join();
            assertThat(zooKeeper
                            .session()
                            .list(List.of(paths.instances()))
                            .join()
                            .get(0))
                    .hasValueSatisfying(buckets -> assertThat(buckets).hasSize(256));
        } finally {
            daemons.shutdownNow();
        }
    }
}
