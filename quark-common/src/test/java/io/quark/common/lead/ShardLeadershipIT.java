package io.quark.common.lead;

import static io.quark.common.lead.LiveOrc.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Alive;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.ZooKeeperSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShardLeadershipIT {

    private static final int SHARDS = 16;
    private static final LeadershipTimes PATIENT =
            new LeadershipTimes(Duration.ofMinutes(5), Duration.ofMillis(300), Duration.ofMillis(20));

    @RegisterExtension
    static final ZooKeeperFixture ZOOKEEPER = new ZooKeeperFixture();

    private final Paths paths = new Paths(ZOOKEEPER.freshRoot(), SHARDS);
    private final List<LiveOrc> orcs = new ArrayList<>();
    private final Map<String, List<Long>> epochsSeen = new HashMap<>();
    private ZooKeeperSession outsider;
    private LiveTreeView watcher;

    @BeforeEach
    void layOut() {
        outsider = ZOOKEEPER.session();
        Transaction layout = Transaction.of(
                Op.createEmpty(paths.root()),
                Op.createEmpty(paths.orc()),
                Op.createEmpty(paths.orcMembers()),
                Op.createEmpty(paths.orcShards()));
        for (int shard = 0; shard < SHARDS; shard++) {
            layout = layout.then(Op.createEmpty(paths.orcShard(shard)), Op.createEmpty(paths.epoch(shard)));
        }
        assertThat(outsider.commit(layout).join()).isInstanceOf(Commit.Committed.class);
        watcher = LiveTreeView.open("watcher", outsider, List.of(paths.orc()));
        watcher.listen(cut -> cut.changes()
                .forEach(change -> change.after()
                        .filter(node -> node.path().endsWith("/epoch"))
                        .ifPresent(node -> epochsSeen
                                .computeIfAbsent(node.path(), path -> Collections.synchronizedList(new ArrayList<>()))
                                .add(Epoch.of(node).epoch()))));
    }

    @AfterEach
    void everyEpochStrictlyGrew() {
        orcs.forEach(LiveOrc::close);
        watcher.close();
        outsider.close();
        // One cut may hold several changes, but never is an epoch seen again, nor an older one.
        assertThat(epochsSeen.values())
                .allSatisfy(epochs -> assertThat(epochs).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void threeOrcsShareTheShardsEvenly() {
        LiveOrc a = orc("orc-a");
        LiveOrc b = orc("orc-b");
        LiveOrc c = orc("orc-c");

        awaitEvenSpread(a, b, c);
        assertThat(List.of(a, b, c)).allSatisfy(orc -> assertThat(orc.held).hasSizeBetween(5, 6));
    }

    @Test
    void theOthersTakeTheShardsOfOneThatIsKilled() {
        LiveOrc a = orc("orc-a");
        LiveOrc b = orc("orc-b");
        LiveOrc c = orc("orc-c");
        awaitEvenSpread(a, b, c);
        Map<Integer, Fence> before = Map.copyOf(a.held);

        orcs.remove(a);
        a.kill();

        awaitEvenSpread(b, c);
        assertThat(before).allSatisfy((shard, fence) -> {
            Fence now = b.held.getOrDefault(shard, c.held.get(shard));
            assertThat(now.epoch()).isGreaterThan(fence.epoch());
            assertThat(now.version()).isGreaterThan(fence.version());
        });
    }

    @Test
    void oneWhoseSessionExpiresLosesItsShardsAndComesBack() {
        LiveOrc a = orc("orc-a");
        LiveOrc b = orc("orc-b");
        awaitEvenSpread(a, b);
        Map<Integer, Fence> before = Map.copyOf(a.held);

        ZOOKEEPER.expire(a.session);

        before.keySet().forEach(shard -> await().until(() -> a.told.contains("lost " + shard)));
        awaitEvenSpread(a, b);
        assertThat(before)
                .allSatisfy(
                        (shard, fence) -> assertThat(a.held.get(shard).epoch()).isGreaterThan(fence.epoch()));
    }

    @Test
    void aLeaderThatSleptThroughItsDeposalCanWriteNothingAndLearnsOfIt() {
        LiveOrc sleeper = orc("orc-a");
        LiveOrc other = orc("orc-b");
        awaitEvenSpread(sleeper, other);
        int shard = sleeper.held.keySet().iterator().next();
        Fence stale = sleeper.held.get(shard);

        CountDownLatch thaw = sleeper.freeze();
        ZOOKEEPER.expire(sleeper.session);
        await().until(() -> other.held.containsKey(shard));
        assertThat(sleeper.held).containsEntry(shard, stale);
        // It believes that it leads, and its client has a new session: only the fence stands between.
        await().until(() -> write(sleeper, stale) instanceof Commit.Refused);
        assertThat(write(sleeper, stale))
                .isEqualTo(new Commit.Refused(0, stale.check(paths), Commit.Reason.BAD_VERSION));
        assertThat(write(other, other.held.get(shard))).isInstanceOf(Commit.Committed.class);

        thaw.countDown();
        await().until(() -> sleeper.told.contains("lost " + shard));
        awaitEvenSpread(sleeper, other);
    }

    @Test
    void aLeaderWhoseFenceWasRefusedStepsDownWithoutWaitingForItsView() {
        LiveOrc a = orc("orc-a");
        awaitEvenSpread(a);
        Fence fence = a.held.get(3);

        // Somebody raises the epoch without the leader's doing.
        Epoch raised = new Epoch(fence.epoch() + 1, "somebody", Instant.now());
        assertThat(outsider.commit(Transaction.of(Op.set(paths.epoch(3), raised, fence.version())))
                        .join())
                .isInstanceOf(Commit.Committed.class);
        a.leadership.deposed(fence);

        await().until(() -> a.told.contains("lost 3"));
        // The orphaned leader node of its session is cleared away, and the shard led again by a right that is newer.
        await().until(() -> a.held.containsKey(3) && a.held.get(3).version() > fence.version() + 1);
        assertThat(write(a, a.held.get(3))).isInstanceOf(Commit.Committed.class);
    }

    @Test
    void anOrcThatJoinsIsHandedItsShardsInOrderAndEveryShardStaysLed() {
        LiveOrc a = orc("orc-a", PATIENT);
        awaitEvenSpread(a);

        LiveOrc b = orc("orc-b", PATIENT);

        awaitEvenSpread(a, b);
        b.held.keySet()
                .forEach(shard -> assertThat(a.told.stream().filter(line -> line.endsWith(" " + shard)))
                        .containsExactly("gained " + shard, "finish " + shard, "lost " + shard));
    }

    @Test
    void aShardIsHandedOverThoughItsWorkDoesNotFinish() {
        LiveOrc a = orc("orc-a");
        awaitEvenSpread(a);
        a.answersFinish = false;

        LiveOrc b = orc("orc-b");

        awaitEvenSpread(a, b);
    }

    @Test
    void anOrcThatStopsLeavesItsShardsToTheOthersWithoutAWait() {
        LiveOrc a = orc("orc-a", PATIENT);
        LiveOrc b = orc("orc-b", PATIENT);
        awaitEvenSpread(a, b);

        orcs.remove(a);
        a.close();

        awaitEvenSpread(b);
        assertThat(a.held).isEmpty();
    }

    @Test
    void aShortLossOfTheConnectionPausesAndCostsNoShard() {
        LiveOrc a = orc("orc-a");
        awaitEvenSpread(a);
        Map<Integer, Fence> before = Map.copyOf(a.held);

        ZOOKEEPER.disconnectAll();

        await().until(() -> a.told.contains("resumed"));
        assertThat(a.told).containsSubsequence("paused", "resumed").noneMatch(line -> line.startsWith("lost"));
        assertThat(a.held).isEqualTo(before);
        await().until(() -> a.leadership.fault().isEmpty());
    }

    @Test
    void shardsThatTheirMemberDoesNotTakeAreTakenByTheOthers() {
        Op idle = Op.createEphemeral(paths.orcMember("orc-idle"), new Alive("b", "m", 1, Instant.now()));
        assertThat(outsider.commit(Transaction.of(idle)).join()).isInstanceOf(Commit.Committed.class);

        LiveOrc a = orc("orc-a");

        await().until(() -> a.held.size() == SHARDS);
        assertThat(a.told).noneMatch(line -> line.startsWith("finish"));
    }

    @Test
    void aServerThatRestartsLeavesEveryShardLed() {
        LiveOrc a = orc("orc-a");
        LiveOrc b = orc("orc-b");
        awaitEvenSpread(a, b);

        ZOOKEEPER.restart();

        await().until(() -> a.told.contains("resumed") && b.told.contains("resumed"));
        awaitEvenSpread(a, b);
        assertThat(write(a, a.held.values().iterator().next())).isInstanceOf(Commit.Committed.class);
    }

    private LiveOrc orc(String name) {
        return orc(name, QUICK);
    }

    private LiveOrc orc(String name, LeadershipTimes times) {
        LiveOrc orc = new LiveOrc(name, ZOOKEEPER.session(), paths, times);
        orcs.add(orc);
        return orc;
    }

    /** Until each shard is held by the one that it belongs to, and nobody believes otherwise. */
    private void awaitEvenSpread(LiveOrc... live) {
        ShardSpread spread = ShardSpread.over(
                SHARDS, List.of(live).stream().map(orc -> orc.name).toList());
        await().untilAsserted(() -> {
            for (int shard = 0; shard < SHARDS; shard++) {
                int number = shard;
                assertThat(List.of(live).stream()
                                .filter(orc -> orc.held.containsKey(number))
                                .map(orc -> orc.name))
                        .containsExactly(spread.owner(shard).orElseThrow());
            }
        });
    }

    private Commit write(LiveOrc orc, Fence fence) {
        Op mark = Op.createEmpty(paths.orcShard(fence.shard()) + "/mark-" + fence.epoch() + "-" + System.nanoTime());
        return orc.session.commit(Transaction.of(fence.check(paths), mark)).join();
    }
}
