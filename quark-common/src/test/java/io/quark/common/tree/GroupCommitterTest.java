package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit.Committed;
import io.quark.common.tree.Commit.Reason;
import io.quark.common.tree.Commit.Refused;
import io.quark.common.tree.Commit.Unknown;
import io.quark.common.tree.GroupCommitter.Bounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

class GroupCommitterTest {

    private static ZooKeeperFixture zooKeeper;
    private static ZooKeeperSession real;

    private final FakeTree tree = new FakeTree();
    private final FakeTreeSession session = tree.session();
    private final GroupCommitter committer = new GroupCommitter(session, new Bounds(2, 100));

    @Test
    void firstIsSentAtOnceAndWhatComesMeanwhileTogether() {
        session.hold();
        List<CompletableFuture<Commit>> outcomes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            outcomes.add(committer.commit(Transaction.of(Op.createEmpty("/n" + i))));
        }
        assertThat(session.committed()).hasSize(2);
        assertThat(committer.waiting()).isEqualTo(8);
        session.release();
        assertThat(session.committed()).hasSize(3);
        assertThat(outcomes).allSatisfy(it -> assertThat(it.join()).isInstanceOf(Committed.class));
    }

    @Test
    void onlyTheConflictingOneIsRefusedWithItsOwnOperation() {
        tree.commit(Op.createEmpty("/taken"));
        List<CompletableFuture<Commit>> outcomes = together(
                Transaction.of(Op.createEmpty("/a")),
                Transaction.of(Op.createEmpty("/b"), Op.createEmpty("/taken")),
                Transaction.of(Op.createEmpty("/c")));
        assertThat(outcomes.get(0).join()).isInstanceOf(Committed.class);
        assertThat(outcomes.get(1).join()).isEqualTo(new Refused(1, Op.createEmpty("/taken"), Reason.NODE_EXISTS));
        assertThat(outcomes.get(2).join()).isInstanceOf(Committed.class);
        assertThat(tree.children("/")).containsExactly("a", "c", "taken");
    }

    @Test
    void fenceIsSentOnceAndRefusesAllThatStandBehindIt() {
        tree.commit(Op.createEmpty("/epoch0"), Op.createEmpty("/epoch1"));
        Op good = Op.check("/epoch0", 0);
        Op bad = Op.check("/epoch1", 7);
        session.hold();
        fillFlight();
        List<CompletableFuture<Commit>> fenced = IntStream.range(0, 10)
                .mapToObj(i ->
                        committer.commit(List.of(i % 2 == 0 ? good : bad), Transaction.of(Op.createEmpty("/n" + i))))
                .toList();
        session.release();
        assertThat(session.committed().get(2).ops()).filteredOn(good::equals).hasSize(1);
        for (int i = 0; i < 10; i++) {
            assertThat(fenced.get(i).join())
                    .isEqualTo(i % 2 == 0 ? new Committed(0) : new Refused(0, bad, Reason.BAD_VERSION));
        }
        assertThat(session.committed()).hasSize(4);
    }

    @Test
    void checkIsSentAgainWhereWhatItChecksIsWrittenBetween() {
        tree.commit(Op.createEmpty("/a"));
        Op check = Op.check("/a", 0);
        List<CompletableFuture<Commit>> outcomes = together(
                Transaction.of(check, Op.createEmpty("/b")),
                Transaction.of(Op.set("/a", Map.of(), 0)),
                Transaction.of(check, Op.createEmpty("/c")));
        assertThat(outcomes.get(0).join()).isInstanceOf(Committed.class);
        assertThat(outcomes.get(1).join()).isInstanceOf(Committed.class);
        assertThat(outcomes.get(2).join()).isEqualTo(new Refused(0, check, Reason.BAD_VERSION));
    }

    @Test
    void whatDependsOnSomethingUnderwayWaitsForItsOutcome() {
        session.hold();
        CompletableFuture<Commit> parent = committer.commit(Transaction.of(Op.createEmpty("/a")));
        CompletableFuture<Commit> child = committer.commit(Transaction.of(Op.createEmpty("/a/b")));
        assertThat(session.committed()).hasSize(1);
        session.release();
        assertThat(parent.join()).isInstanceOf(Committed.class);
        assertThat(child.join()).isInstanceOf(Committed.class);
    }

    @Test
    void unknownOutcomeIsUnknownForEachInTheMultiAndTheOthersGoOn() {
        session.nextCommits(Fate.NORMAL, Fate.NORMAL, Fate.UNKNOWN_BUT_DONE);
        List<CompletableFuture<Commit>> outcomes =
                together(Transaction.of(Op.createEmpty("/a")), Transaction.of(Op.createEmpty("/b")));
        assertThat(outcomes).allSatisfy(it -> assertThat(it.join()).isEqualTo(new Unknown()));
        assertThat(committer.commit(Transaction.of(Op.createEmpty("/c"))).join())
                .isInstanceOf(Committed.class);
    }

    @Test
    void fullQueueRefusesAndForgetsNothing() {
        session.hold();
        List<CompletableFuture<Commit>> outcomes = new ArrayList<>();
        for (int i = 0; i < 102; i++) {
            outcomes.add(committer.commit(Transaction.of(Op.createEmpty("/n" + i))));
        }
        Transaction more = Transaction.of(Op.createEmpty("/more"));
        assertThatThrownBy(() -> outcomes.add(committer.commit(more)))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("100");
        session.release();
        assertThat(outcomes).allSatisfy(it -> assertThat(it.join()).isInstanceOf(Committed.class));
    }

    @Test
    void multiKeepsWithinTheBoundsOfATransaction() {
        session.hold();
        List<CompletableFuture<Commit>> outcomes = IntStream.range(0, 60)
                .mapToObj(i -> committer.commit(new Transaction(IntStream.range(0, 20)
                        .mapToObj(n -> Op.createEmpty("/n" + i + "-" + n))
                        .toList())))
                .toList();
        session.release();
        assertThat(outcomes).allMatch(CompletableFuture::isDone);
        assertThat(session.committed()).allMatch(Transaction::withinBounds);
        assertThat(session.committed().size()).isLessThan(8);
    }

    @Provide
    Arbitrary<List<Transaction>> transactions() {
        Arbitrary<String> path = Arbitraries.of("/a", "/a/b", "/a/c", "/d", "/e");
        Arbitrary<Integer> version = Arbitraries.of(-1, 0, 0, 1);
        Arbitrary<byte[]> data = Arbitraries.of("x", "y").map(it -> it.getBytes(StandardCharsets.UTF_8));
        Arbitrary<Op> op = Arbitraries.frequencyOf(
                Tuple.of(4, Combinators.combine(path, data).as((p, d) -> new Op.Create(p, d, false))),
                Tuple.of(3, Combinators.combine(path, data, version).as(Op.Set::new)),
                Tuple.of(2, Combinators.combine(path, version).as(Op.Delete::new)),
                Tuple.of(3, Combinators.combine(path, version).as(Op.Check::new)));
        return op.list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(Transaction::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void everyTransactionEndsAsIfSentByItself(
            @ForAll("transactions") List<Transaction> transactions, @ForAll @IntRange(min = 1, max = 4) int inFlight) {
        FakeTree expectedTree = new FakeTree();
        FakeTreeSession oneByOne = expectedTree.session();
        List<String> expected = transactions.stream()
                .map(it -> describe(oneByOne.commit(it).join()))
                .toList();

        FakeTree together = new FakeTree();
        FakeTreeSession held = together.session();
        held.hold();
        GroupCommitter group = new GroupCommitter(held, new Bounds(inFlight, 100));
        List<CompletableFuture<Commit>> outcomes = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            outcomes.add(group.commit(transactions.get(i)));
            if (i % 7 == 6) {
                held.serveOne();
                held.deliverOne();
            }
        }
        held.release();

        assertThat(outcomes.stream().map(it -> describe(it.join())).toList()).isEqualTo(expected);
        assertThat(shape(together)).isEqualTo(shape(expectedTree));
    }

    @Property(tries = 40)
    void everyTransactionEndsAsIfSentByItselfAlsoOnTheRealServer(
            @ForAll("transactions") List<Transaction> transactions, @ForAll @IntRange(min = 1, max = 4) int inFlight) {
        String root = zooKeeper.freshRoot();
        List<Transaction> below =
                transactions.stream().map(it -> below(root, it)).toList();
        Transaction makeRoot = Transaction.of(Op.createEmpty(root));
        FakeTreeSession oneByOne = new FakeTree().session();
        oneByOne.commit(makeRoot).join();
        List<String> expected =
                below.stream().map(it -> describe(oneByOne.commit(it).join())).toList();

        GroupCommitter group = new GroupCommitter(real, new Bounds(inFlight, 100));
        CompletableFuture<Commit> made = group.commit(makeRoot);
        List<CompletableFuture<Commit>> outcomes =
                below.stream().map(group::commit).toList();

        assertThat(made.join()).isInstanceOf(Committed.class);
        assertThat(outcomes.stream().map(it -> describe(it.join())).toList()).isEqualTo(expected);
    }

    @BeforeContainer
    static void startZooKeeper() {
        zooKeeper = new ZooKeeperFixture();
        real = zooKeeper.session();
    }

    @AfterContainer
    static void stopZooKeeper() {
        zooKeeper.close();
    }

    private static Transaction below(String root, Transaction transaction) {
        return new Transaction(
                transaction.ops().stream().map(op -> below(root, op)).toList());
    }

    private static Op below(String root, Op op) {
        if (op instanceof Op.Create it) {
            return new Op.Create(root + it.path(), it.data(), it.ephemeral());
        } else if (op instanceof Op.Set it) {
            return new Op.Set(root + it.path(), it.data(), it.version());
        } else if (op instanceof Op.Delete it) {
            return new Op.Delete(root + it.path(), it.version());
        }
        return new Op.Check(root + op.path(), ((Op.Check) op).version());
    }

    private List<CompletableFuture<Commit>> together(Transaction... transactions) {
        session.hold();
        fillFlight();
        List<CompletableFuture<Commit>> outcomes =
                List.of(transactions).stream().map(committer::commit).toList();
        session.release();
        tree.commit(Op.delete("/1", -1), Op.delete("/2", -1));
        return outcomes;
    }

    /** As many multis on their way as may be, so that what comes now is sent together. */
    private void fillFlight() {
        var unused = List.of(
                committer.commit(Transaction.of(Op.createEmpty("/1"))),
                committer.commit(Transaction.of(Op.createEmpty("/2"))));
    }

    private static String describe(Commit commit) {
        return commit instanceof Committed ? "committed" : commit.toString();
    }

    private static Map<String, String> shape(FakeTree tree) {
        Map<String, String> shape = new TreeMap<>();
        tree.snapshot()
                .forEach((path, node) -> shape.put(
                        path,
                        new String(node.data(), StandardCharsets.UTF_8) + node.version() + "/" + node.children()));
        return shape;
    }
}
