package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit.Committed;
import io.quark.common.tree.Commit.Reason;
import io.quark.common.tree.Commit.Refused;
import io.quark.common.tree.Commit.Unknown;
import io.quark.common.tree.TreeSession.State;
import io.quark.common.tree.ZooKeeperSession.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ZooKeeperSessionTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final String root = zooKeeper.freshRoot();
    private final ZooKeeperSession session = zooKeeper.session();

    @Test
    void transactionIsDoneWholeAndTellsItsZxidWhereItSets() {
        commit(Op.createEmpty(root), create("a", "1"));

        Commit commit = commit(set("a", "2", 0), create("b", "3"), Op.check(root, 0));

        Node a = read("a").orElseThrow();
        assertThat(commit).isEqualTo(new Committed(a.modifiedZxid()));
        assertThat(text(a)).isEqualTo("2");
        assertThat(a.version()).isEqualTo(1);
        assertThat(read("b").map(Node::createdZxid)).contains(a.modifiedZxid());
    }

    @Test
    void refusalNamesTheOperationAndLeavesNothing() {
        commit(Op.createEmpty(root), create("a", "1"));

        assertThat(commit(create("b", "1"), create("a", "1"), Op.delete(root + "/x", 0)))
                .isEqualTo(new Refused(1, create("a", "1"), Reason.NODE_EXISTS));
        assertThat(commit(set("a", "2", 7))).isEqualTo(new Refused(0, set("a", "2", 7), Reason.BAD_VERSION));
        assertThat(commit(set("c", "2", 0))).isEqualTo(new Refused(0, set("c", "2", 0), Reason.NO_NODE));
        assertThat(commit(Op.delete(root, -1))).isEqualTo(new Refused(0, Op.delete(root, -1), Reason.NOT_EMPTY));
        assertThat(commit(Op.check("no slash", 0))).matches(it -> ((Refused) it).reason() == Reason.OTHER);
        assertThat(read("b")).isEmpty();
    }

    @Test
    void commitsAreAppliedInTheOrderOfTheCalls() {
        commit(Op.createEmpty(root), create("counter", "0"));
        List<CompletableFuture<Commit>> sent = new ArrayList<>();
        for (int version = 0; version < 500; version++) {
            sent.add(session.commit(Transaction.of(set("counter", "x", version))));
        }
        assertThat(sent).allSatisfy(commit -> assertThat(commit.join()).isInstanceOf(Committed.class));
    }

    @Test
    void nodeThatIsFollowedAloneIsToldOfButNothingBelowItUntilTheServerForgetsIt() {
        int before = zooKeeper.watches(root);
        List<String> told = new CopyOnWriteArrayList<>();
        TreeFeed feed = session.follow(new Told(told));
        CompletableFuture<TreeFeed.Done> watched = new CompletableFuture<>();
        feed.watchNode(root, TreeFeed.Answer.to(watched));
        watched.join();

        commit(Op.createEmpty(root), create("a", "1"));
        commit(set("a", "2", 0));
        commit(Op.set(root, "x", 0));
        await().untilAsserted(() -> assertThat(told).containsExactly(root, root));

        feed.abandon(root);
        await().until(() -> zooKeeper.watches(root) == before);
    }

    private record Told(List<String> paths) implements TreeFeed.Listener {
        @Override
        public void changed(String path, long zxid, boolean gone) {
            paths.add(path);
        }

        @Override
        public void interrupted() {}

        @Override
        public void resumed() {}

        @Override
        public void ended() {}
    }

    @Test
    void longQuestionIsAnsweredInItsOrder() {
        commit(Op.createEmpty(root));
        for (int i = 0; i < 3; i++) {
            int from = i * 300;
            session.commit(new Transaction(IntStream.range(from, from + 300)
                            .mapToObj(n -> create("n" + n, "" + n))
                            .toList()))
                    .join();
        }
        List<String> paths =
                IntStream.range(0, 1000).mapToObj(n -> root + "/n" + n).toList();

        List<Optional<Node>> nodes = session.read(paths).join();

        assertThat(nodes).hasSize(1000);
        assertThat(IntStream.range(0, 900))
                .allMatch(n -> text(nodes.get(n).orElseThrow()).equals("" + n));
        assertThat(nodes.subList(900, 1000)).allMatch(Optional::isEmpty);
        assertThat(session.list(List.of(root, root + "/n1", root + "/none")).join())
                .satisfies(children -> {
                    assertThat(children.get(0))
                            .hasValueSatisfying(names -> assertThat(names).hasSize(900));
                    assertThat(children.get(1)).contains(List.of());
                    assertThat(children.get(2)).isEmpty();
                });
        assertThat(session.read(List.of()).join()).isEmpty();
    }

    @Test
    void aBatchOfFullRecordsFitsInOneAnswer() {
        commit(Op.createEmpty(root));
        String full = "x".repeat(io.quark.common.json.Json.MAX_RECORD_BYTES);
        List<String> paths = IntStream.range(0, TreeFeed.MAX_PATHS)
                .mapToObj(n -> root + "/n" + n)
                .toList();
        paths.forEach(path -> session.commit(
                        Transaction.of(new Op.Create(path, full.getBytes(StandardCharsets.UTF_8), false)))
                .join());

        assertThat(session.read(paths).join())
                .allMatch(node -> node.orElseThrow().data().length == full.length());
    }

    @Test
    void outcomeIsUnknownWhileZooKeeperIsAwayAndTheSessionGoesOnAfterwards() {
        commit(Op.createEmpty(root));
        List<State> states = new CopyOnWriteArrayList<>();
        session.onState(states::add);
        long id = session.sessionId();

        zooKeeper.stop();
        await().until(() -> session.state() == State.SUSPENDED);
        assertThat(commit(create("a", "1"))).isEqualTo(new Unknown());
        assertThatThrownBy(() -> read("a")).hasCauseInstanceOf(TreeUnavailableException.class);
        zooKeeper.start();

        await().until(() -> session.state() == State.CONNECTED);
        assertThat(commit(create("b", "1"))).isInstanceOf(Committed.class);
        assertThat(session.sessionId()).isEqualTo(id);
        assertThat(states).containsExactly(State.SUSPENDED, State.CONNECTED);
    }

    @Test
    void expiredSessionLosesItsEphemeralsAndANewOneFollows() {
        commit(Op.createEmpty(root), new Op.Create(root + "/alive", new byte[0], true));
        List<State> states = new CopyOnWriteArrayList<>();
        session.onState(states::add);
        long id = session.sessionId();
        assertThat(read("alive").map(Node::ephemeralOwner)).contains(id);

        zooKeeper.expire(session);

        await().until(() -> states.contains(State.LOST) && session.state() == State.CONNECTED);
        assertThat(session.sessionId()).isNotEqualTo(id);
        session.sync().join();
        assertThat(read("alive")).isEmpty();
    }

    @Test
    void sessionThatCannotReachZooKeeperIsLostByItsOwnClock() {
        ZooKeeperSession brief = zooKeeper.session(600);
        List<State> states = new CopyOnWriteArrayList<>();
        brief.onState(states::add);
        zooKeeper.stop();
        await().until(() -> states.contains(State.LOST));
        zooKeeper.start();
        // On a busy machine so brief a session may be lost once more meanwhile.
        await().until(() -> brief.commit(Transaction.of(Op.createEmpty(zooKeeper.freshRoot())))
                        .join()
                instanceof Committed);
    }

    @Test
    void closingRemovesEphemeralsAtOnce() {
        commit(Op.createEmpty(root));
        ZooKeeperSession other = zooKeeper.session();
        other.commit(Transaction.of(new Op.Create(root + "/alive", new byte[0], true)))
                .join();

        other.close();

        session.sync().join();
        assertThat(read("alive")).isEmpty();
    }

    @Test
    void connectingInVainSaysWhatToDo() {
        zooKeeper.stop();
        assertThatThrownBy(() -> ZooKeeperSession.connect(
                        new Connection(zooKeeper.connectString(), 1000), Duration.ofMillis(300)))
                .isInstanceOf(TreeUnavailableException.class)
                .hasMessageContaining(zooKeeper.connectString())
                .hasMessageContaining("see whether it runs");
    }

    @Test
    void emptyAndOversizeTransactionsAreNotSent() {
        assertThatThrownBy(() -> session.commit(Transaction.NOTHING)).isInstanceOf(IllegalArgumentException.class);
        Transaction large = new Transaction(
                IntStream.range(0, 501).mapToObj(n -> Op.createEmpty(root + n)).toList());
        assertThatThrownBy(() -> session.commit(large)).isInstanceOf(IllegalArgumentException.class);
    }

    private Commit commit(Op... ops) {
        return session.commit(Transaction.of(ops)).join();
    }

    private Optional<Node> read(String name) {
        return session.read(List.of(root + "/" + name)).join().get(0);
    }

    private Op create(String name, String text) {
        return new Op.Create(root + "/" + name, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private Op set(String name, String text, int version) {
        return new Op.Set(root + "/" + name, text.getBytes(StandardCharsets.UTF_8), version);
    }

    private static String text(Node node) {
        return new String(node.data(), StandardCharsets.UTF_8);
    }
}
