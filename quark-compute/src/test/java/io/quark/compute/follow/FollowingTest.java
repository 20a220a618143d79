package io.quark.compute.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Place;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.compute.step.Loop;
import io.quark.compute.testing.NetTree;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real ZooKeeper, because watches are what it is about. */
class FollowingTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final LaidOutTree tree = zooKeeper.laidOutTree();
    private final Paths paths = tree.paths();
    private final ZooKeeperSession session = zooKeeper.session(2_000);
    private final Loop loop = new Loop("following-under-test");
    private final Following following = new Following(session, loop, Duration.ofMillis(50));
    private final AtomicInteger looks = new AtomicInteger();
    private final Interest interest = following.interest(looks::incrementAndGet);
    private NetTree net;
    private String network;
    private Root places;

    @BeforeEach
    void prepare() {
        net = new NetTree(paths, this::commit);
        network = net.network(NetTree.VXLAN, Optional.empty());
        places = Root.buckets(paths.places(network));
    }

    @AfterEach
    void close() {
        following.close();
        loop.close();
    }

    @Test
    void membersAreSeenAsTheyComeAndGo() {
        String first = place("192.0.2.1");
        want(places);
        await().until(() -> tunnels().equals(Optional.of(Map.of(first, "192.0.2.1"))));

        String second = place("192.0.2.2");
        await().until(() -> tunnels().equals(Optional.of(Map.of(first, "192.0.2.1", second, "192.0.2.2"))));
        net.unplace(network, first);

        await().until(() -> tunnels().equals(Optional.of(Map.of(second, "192.0.2.2"))));
    }

    @Test
    void nodeThatComesLaterIsSeenWhenItComes() {
        Root root = Root.node(paths.qosPolicies() + "/later");
        want(root);
        await().until(() -> onLoop(() -> interest.record(root, Place.class)).isRead());
        assertThat(onLoop(() -> interest.record(root, Place.class)).found()).isEmpty();

        commit(Op.create(root.path(), new Place("c9", "t", "m", "i")));

        await().until(() ->
                onLoop(() -> interest.record(root, Place.class)).found().isPresent());
    }

    @Test
    void recordThatCannotBeReadIsNone() {
        commit(Op.create(paths.place(network, Ids.fresh()), "not a place"));
        String good = place("192.0.2.1");

        want(places);

        await().until(() -> tunnels().equals(Optional.of(Map.of(good, "192.0.2.1"))));
    }

    @Test
    void whatHappensWhileTheSessionIsLostIsSeenAfterwards() {
        want(places);
        await().until(() -> tunnels().isPresent());

        zooKeeper.expire(session);
        String port = place("192.0.2.1");
        await().until(() -> tunnels().equals(Optional.of(Map.of(port, "192.0.2.1"))));
        zooKeeper.disconnectAll();
        await().until(() -> tree.session().state() == TreeSession.State.CONNECTED
                && !tree.session()
                        .sync()
                        .handle((done, failure) -> failure != null)
                        .join());
        String next = place("192.0.2.2");
        await().until(() -> tunnels().equals(Optional.of(Map.of(port, "192.0.2.1", next, "192.0.2.2"))));
        String last = place("192.0.2.3");

        await().untilAsserted(() -> assertThat(tunnels().orElseThrow()).containsKey(last));
    }

    @Test
    void manyWhoWantTheSameShareOneWatchWhichGoesWithTheLast() {
        await().until(() -> onLoop(following::size) == 0);
        int before = zooKeeper.watches(paths.root());
        Interest other = following.interest(() -> {});
        want(places);
        await().until(() -> tunnels().isPresent());
        int one = zooKeeper.watches(paths.root());

        onLoop(() -> {
            other.want(places);
            return true;
        });
        assertThat(onLoop(() -> other.records(places, Place.class))).isPresent();
        assertThat(zooKeeper.watches(paths.root())).isEqualTo(one);
        onLoop(() -> {
            interest.drop(places);
            return true;
        });
        assertThat(onLoop(following::size)).isOne();
        onLoop(() -> {
            other.drop(places);
            return true;
        });

        await().until(() -> onLoop(following::size) == 0 && zooKeeper.watches(paths.root()) == before);
    }

    @Test
    void hostIsToldOfItsNetworkAndNotOfEachOfItsPorts() {
        Root root = Root.node(paths.network(network));
        want(root);
        await().until(() -> looks.get() > 0);
        int before = looks.get();

        place("192.0.2.1");
        net.bind(network, Optional.of("gold"));

        await().until(() -> looks.get() > before);
        assertThat(looks).hasValue(before + 1);
    }

    private String place(String tunnel) {
        String port = Ids.fresh();
        net.place(network, port, "c2", tunnel, "52:54:00:00:00:02");
        return port;
    }

    private void want(Root root) {
        onLoop(() -> {
            interest.want(root);
            return true;
        });
    }

    private Optional<Map<String, String>> tunnels() {
        return onLoop(() -> interest.records(places, Place.class))
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().tunnel())));
    }

    private <T> T onLoop(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    private void commit(Op... ops) {
        assertThat(tree.session().commit(Transaction.of(ops)).join()).isInstanceOf(Commit.Committed.class);
    }
}
