package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.TreeView.Change;
import io.quark.common.tree.TreeView.Cut;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveTreeViewTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final String root = zooKeeper.freshRoot();
    private final ZooKeeperSession session = zooKeeper.session();
    private final ZooKeeperSession writer = zooKeeper.session();
    private final List<Cut> cuts = new CopyOnWriteArrayList<>();
    private final List<LiveTreeView> views = new ArrayList<>();

    @BeforeEach
    void makeRoot() {
        write(Op.createEmpty(root));
    }

    @AfterEach
    void closeViews() {
        views.forEach(LiveTreeView::close);
    }

    @Test
    void whatIsThereIsToldAsOneCutAndThenEachChange() {
        write(create("a", "1"), create("a/b", "2"));
        LiveTreeView view = open(root);
        view.caughtUp().join();
        assertThat(view.inSync()).isTrue();
        assertThat(view.get(root + "/a/b").map(LiveTreeViewTest::text)).contains("2");
        assertThat(view.children(root + "/a")).containsExactly("b");
        assertThat(view.children(root + "/none")).isEmpty();
        assertThat(changed(cuts.get(0))).containsExactlyInAnyOrder("+", "+/a", "+/a/b");

        write(set("a", "3"), Op.delete(root + "/a/b", -1), create("c", "4"));
        view.caughtUp().join();

        assertThat(view.get(root + "/a").map(LiveTreeViewTest::text)).contains("3");
        assertThat(view.children(root + "/a")).isEmpty();
        assertThat(view.children(root)).containsExactlyInAnyOrder("a", "c");
        assertThat(cuts).hasSize(2);
        assertThat(changed(cuts.get(1))).containsExactlyInAnyOrder("*/a", "-/a/b", "+/c");
        assertThat(cuts.get(1).zxid())
                .isEqualTo(view.get(root + "/c").orElseThrow().createdZxid());
    }

    @Test
    void listenerThatComesLaterIsToldAllAsOneCut() {
        write(create("a", "1"));
        LiveTreeView view = open(root);
        view.caughtUp().join();
        List<Cut> later = new CopyOnWriteArrayList<>();
        view.listen(later::add);
        view.caughtUp().join();
        assertThat(later).hasSize(1);
        assertThat(changed(later.get(0))).containsExactlyInAnyOrder("+", "+/a");
    }

    @Test
    void rootThatDoesNotExistYetIsFollowedFromItsCreationOn() {
        LiveTreeView view = open(root + "/x/y");
        view.caughtUp().join();
        assertThat(cuts)
                .singleElement()
                .satisfies(cut -> assertThat(cut.changes()).isEmpty());

        write(create("x", "1"), create("x/y", "2"), create("x/y/z", "3"), create("other", "4"));
        view.caughtUp().join();

        assertThat(changed(cuts.get(1))).containsExactlyInAnyOrder("+/x/y", "+/x/y/z");
        assertThat(view.get(root + "/x")).isEmpty();
    }

    @Test
    void severalRootsMakeOneCut() {
        write(create("a", "1"), create("b", "1"), create("c", "1"));
        LiveTreeView view = open(root + "/a", root + "/c");
        view.caughtUp().join();
        write(set("a", "2"), set("b", "2"), set("c", "2"));
        view.caughtUp().join();
        assertThat(changed(cuts.get(1))).containsExactlyInAnyOrder("*/a", "*/c");
    }

    @Test
    void whatIsNotFollowedIsNeitherLoadedNorTold() {
        write(create("a", "1"), create("done", "1"), create("done/x", "1"));
        LiveTreeView view = LiveTreeView.open(
                "test", session, List.of(root), path -> !path.endsWith("/done") && !path.contains("/done/"));
        views.add(view);
        view.caughtUp().join();
        write(create("done/y", "1"));
        view.caughtUp().join();
        assertThat(view.children(root)).containsExactly("a");
        assertThat(view.get(root + "/done/x")).isEmpty();
        assertThat(view.get(root + "/done/y")).isEmpty();
    }

    @Test
    void nodeDeletedAndMadeAnewInOneTransactionIsOneChange() {
        write(create("a", "1"));
        LiveTreeView view = open(root);
        view.caughtUp().join();
        write(Op.delete(root + "/a", -1), create("a", "2"));
        view.caughtUp().join();
        assertThat(cuts.get(1).changes()).singleElement().satisfies(change -> {
            assertThat(change.before().map(LiveTreeViewTest::text)).contains("1");
            assertThat(change.after().map(LiveTreeViewTest::text)).contains("2");
        });
    }

    @Test
    void differencesMadeDuringAGapAreToldAsOneCut() {
        write(create("a", "1"), create("b", "1"), create("c", "1"));
        LiveTreeView view = open(root);
        view.caughtUp().join();
        session.onState(state -> {});

        // The view's connection alone is cut: its server forgets the session, and the writer goes on.
        zooKeeper.expire(session);
        write(set("a", "2"), Op.delete(root + "/b", -1));
        write(create("d", "1"));

        await().until(() -> view.inSync() && view.children(root).contains("d"));
        view.caughtUp().join();
        assertThat(cuts.stream().skip(1).flatMap(cut -> changed(cut).stream()))
                .containsExactlyInAnyOrder("*/a", "-/b", "+/d");
        assertThat(view.children(root)).containsExactlyInAnyOrder("a", "c", "d");
        write(create("e", "1"));
        view.caughtUp().join();
        assertThat(view.children(root)).contains("e");
    }

    @Test
    void viewGoesOnAfterTheServerWasAway() {
        write(create("a", "1"));
        LiveTreeView view = open(root);
        view.caughtUp().join();
        zooKeeper.stop();
        await().until(() -> !view.inSync());
        assertThatThrownBy(() -> view.caughtUp().join()).hasCauseInstanceOf(TreeUnavailableException.class);
        assertThat(view.get(root + "/a")).isPresent();
        zooKeeper.start();
        await().until(() -> writer.state() == TreeSession.State.CONNECTED);
        write(set("a", "2"));
        await().until(() -> view.get(root + "/a").map(LiveTreeViewTest::text).equals(Optional.of("2")));
        await().until(view::inSync);
    }

    @Test
    void thousandsOfNodesAreLoadedInBatches() {
        IntStream.range(0, 10).forEach(i -> {
            write(create("d" + i, ""));
            write(IntStream.range(0, 400)
                    .mapToObj(n -> create("d" + i + "/n" + n, ""))
                    .toArray(Op[]::new));
        });
        LiveTreeView view = open(root);
        view.caughtUp().join();
        assertThat(cuts)
                .singleElement()
                .satisfies(cut -> assertThat(cut.changes()).hasSize(4011));
        assertThat(view.children(root + "/d7")).hasSize(400);
    }

    @Test
    void listenerThatFailsDoesNotKeepTheOthersFromBeingTold() {
        LiveTreeView view = LiveTreeView.open("test", session, List.of(root));
        views.add(view);
        view.listen(cut -> {
            throw new IllegalStateException("on purpose");
        });
        view.listen(cuts::add);
        view.caughtUp().join();
        assertThat(cuts).isNotEmpty();
    }

    @Test
    void viewThatFallsTooFarBehindLoadsAnew() {
        FakeTree tree = new FakeTree();
        tree.commit(Op.createEmpty("/r"));
        LiveTreeView view = LiveTreeView.open("slow", tree.session(), List.of("/r"), path -> true, 10);
        views.add(view);
        CountDownLatch busy = new CountDownLatch(1);
        view.caughtUp().join();
        view.listen(cut -> Uninterruptibles.awaitUninterruptibly(busy));
        view.listen(cuts::add);
        IntStream.range(0, 50).forEach(i -> tree.commit(Op.createEmpty("/r/n" + i)));
        busy.countDown();
        await().ignoreExceptions().untilAsserted(() -> {
            view.caughtUp().join();
            assertThat(view.children("/r")).hasSize(50);
        });
        assertThat(cuts.stream().mapToInt(cut -> cut.changes().size()).sum()).isEqualTo(51);
    }

    @Test
    void closedViewAnswersNoMore() {
        LiveTreeView view = open(root);
        view.caughtUp().join();
        view.close();
        assertThatThrownBy(() -> view.caughtUp().join()).hasCauseInstanceOf(TreeUnavailableException.class);
    }

    private LiveTreeView open(String... roots) {
        LiveTreeView view = LiveTreeView.open("test", session, List.of(roots));
        views.add(view);
        view.listen(cuts::add);
        return view;
    }

    private void write(Op... ops) {
        assertThat(writer.commit(Transaction.of(ops)).join()).isInstanceOf(Commit.Committed.class);
    }

    private List<String> changed(Cut cut) {
        return cut.changes().stream().map(this::describe).toList();
    }

    private String describe(Change change) {
        String kind = change.before().isEmpty() ? "+" : change.after().isEmpty() ? "-" : "*";
        return kind + change.path().substring(root.length());
    }

    private Op create(String name, String text) {
        return new Op.Create(root + "/" + name, text.getBytes(StandardCharsets.UTF_8), false);
    }

    private Op set(String name, String text) {
        return new Op.Set(root + "/" + name, text.getBytes(StandardCharsets.UTF_8), Op.ANY_VERSION);
    }

    private static String text(Node node) {
        return new String(node.data(), StandardCharsets.UTF_8);
    }
}
