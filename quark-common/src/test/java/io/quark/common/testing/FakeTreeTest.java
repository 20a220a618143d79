package io.quark.common.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Commit.Unknown;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.ZooKeeperSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class FakeTreeTest {

    private static ZooKeeperFixture zooKeeper;
    private static ZooKeeperSession real;

    @BeforeContainer
    static void startZooKeeper() {
        zooKeeper = new ZooKeeperFixture();
        real = zooKeeper.session();
    }

    @AfterContainer
    static void stopZooKeeper() {
        zooKeeper.close();
    }

    /** Few paths and versions, so that operations meet. The root of each try is put before the path. */
    @Provide
    Arbitrary<List<List<Op>>> transactions() {
        Arbitrary<String> path = Arbitraries.of("", "/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f");
        Arbitrary<Integer> version = Arbitraries.of(-1, -1, 0, 0, 1, 2);
        Arbitrary<byte[]> data = Arbitraries.of("x", "y").map(it -> it.getBytes(StandardCharsets.UTF_8));
        Arbitrary<Op> op = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4,
                        Combinators.combine(path, data, Arbitraries.of(true, false, false))
                                .as(Op.Create::new)),
                net.jqwik.api.Tuple.of(
                        3, Combinators.combine(path, data, version).as(Op.Set::new)),
                net.jqwik.api.Tuple.of(3, Combinators.combine(path, version).as(Op.Delete::new)),
                net.jqwik.api.Tuple.of(1, Combinators.combine(path, version).as(Op.Check::new)));
        return op.list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(25);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void behavesLikeZooKeeper(@ForAll("transactions") List<List<Op>> transactions) {
        String root = zooKeeper.freshRoot();
        FakeTreeSession fake = new FakeTree().session();
        List<String> fakeOutcomes = new ArrayList<>();
        List<String> realOutcomes = new ArrayList<>();
        for (List<Op> ops : transactions) {
            Transaction transaction = below(root, ops);
            fakeOutcomes.add(describe(fake.commit(transaction).join()));
            realOutcomes.add(describe(real.commit(transaction).join()));
        }
        assertThat(fakeOutcomes).isEqualTo(realOutcomes);
        assertThat(tree(fake, root)).isEqualTo(tree(real, root));
    }

    @Example
    void pathThatCannotBeRefusesTheWholeAsZooKeeperDoes() {
        Transaction transaction =
                below(zooKeeper.freshRoot(), List.of(Op.createEmpty(""), Op.createEmpty("/a/"), Op.delete("/x", 0)));
        Commit refused = new FakeTree().session().commit(transaction).join();
        assertThat(refused)
                .isEqualTo(new Commit.Refused(1, transaction.ops().get(1), Commit.Reason.OTHER))
                .isEqualTo(real.commit(transaction).join());
    }

    @Example
    void scriptedFatesComeInTheirOrder() {
        FakeTree tree = new FakeTree();
        FakeTreeSession session = tree.session();
        session.nextCommits(Fate.UNKNOWN_BUT_DONE, Fate.UNKNOWN_AND_NOT_DONE);
        assertThat(session.commit(Transaction.of(Op.createEmpty("/a"))).join()).isEqualTo(new Unknown());
        assertThat(session.commit(Transaction.of(Op.createEmpty("/b"))).join()).isEqualTo(new Unknown());
        assertThat(session.commit(Transaction.of(Op.createEmpty("/c"))).join()).isInstanceOf(Commit.Committed.class);
        assertThat(tree.children("/")).containsExactly("a", "c");
        assertThat(session.committed()).hasSize(3);
    }

    @Example
    void expiryEndsEphemeralsAndBeginsANewSession() {
        FakeTree tree = new FakeTree();
        FakeTreeSession session = tree.session();
        List<TreeSession.State> states = new ArrayList<>();
        session.onState(states::add);
        session.commit(Transaction.of(new Op.Create("/alive", new byte[0], true)))
                .join();
        long id = session.sessionId();
        assertThat(tree.node("/alive").map(Node::ephemeralOwner)).contains(id);
        session.expire();
        assertThat(tree.node("/alive")).isEmpty();
        assertThat(session.sessionId()).isNotEqualTo(id);
        assertThat(states).containsExactly(TreeSession.State.LOST, TreeSession.State.CONNECTED);
    }

    private static Transaction below(String root, List<Op> ops) {
        return new Transaction(ops.stream().map(op -> below(root, op)).toList());
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

    private static String describe(Commit commit) {
        return commit instanceof Commit.Committed it ? "committed" + (it.zxid() > 0) : commit.toString();
    }

    private static Map<String, String> tree(TreeSession session, String root) {
        Map<String, String> all = new TreeMap<>();
        List<String> next = List.of(root);
        while (!next.isEmpty()) {
            List<String> below = new ArrayList<>();
            List<Optional<Node>> nodes = session.read(next).join();
            List<Optional<List<String>>> children = session.list(next).join();
            for (int i = 0; i < next.size(); i++) {
                String path = next.get(i);
                nodes.get(i).ifPresent(node -> all.put(path, describe(node)));
                children.get(i).orElse(List.of()).forEach(child -> below.add(path + "/" + child));
            }
            next = below;
        }
        return all;
    }

    private static String describe(Node node) {
        return Paths.lastPart(node.path()) + " " + new String(node.data(), StandardCharsets.UTF_8) + " version "
                + node.version() + " children " + node.children() + " ephemeral " + (node.ephemeralOwner() != 0)
                + " untouched " + (node.createdZxid() == node.modifiedZxid());
    }
}
