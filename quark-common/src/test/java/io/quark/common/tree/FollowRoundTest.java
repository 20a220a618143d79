package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.DoubleRange;

/**
 * Plays every order of commits, requests and messages against a tree whose whole history is known: each cut must be
 * exactly the tree after some transaction.
 */
class FollowRoundTest {

    private static final List<String> ROOTS = List.of("/r/a", "/r/b", "/r/late");
    private static final int STEPS = 400;

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void everyCutIsTheTreeAfterSomeTransaction(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.02, max = 0.6) double writing) {
        World world = new World(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            if (world.random.nextDouble() < writing) {
                world.write();
            } else {
                world.move();
            }
        }
        world.settle();
        assertThat(World.describe(world.shown)).isEqualTo(World.describe(world.followedNow()));
        assertThat(world.caughtUp).allSatisfy(it -> assertThat(it).isCompleted());
    }

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void roundsAfterGapsBeginWithTheWholeTreeAndGoOnlyForward(@ForAll long seed) {
        World world = new World(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            switch (world.random.nextInt(40)) {
                case 0 -> world.gap();
                case 1, 2, 3, 4, 5, 6 -> world.write();
                default -> world.move();
            }
        }
        world.settle();
        assertThat(World.describe(world.shown)).isEqualTo(World.describe(world.followedNow()));
        assertThat(world.caughtUp).allSatisfy(it -> assertThat(it).isDone());
    }

    private static final class World implements FollowRound.Output, TreeFeed.Listener {
        private final Random random;
        private final FakeTree tree = new FakeTree();
        private final FakeTreeSession session = tree.session();
        private final NavigableMap<Long, Map<String, Node>> history = new TreeMap<>();
        private final Map<String, Node> shown = new HashMap<>();
        private final List<CompletableFuture<Void>> caughtUp = new ArrayList<>();
        private TreeFeed feed;
        private FollowRound round;
        private long lastCut;

        World(Random random) {
            this.random = random;
            tree.commit(Op.createEmpty("/r"), Op.createEmpty("/r/a"), Op.createEmpty("/r/b"));
            history.put(0L, Map.of());
            remember();
            for (int i = 0; i < 30; i++) {
                write();
            }
            session.hold();
            feed = session.follow(this);
            beginRound();
        }

        private void beginRound() {
            round = new FollowRound(feed, ROOTS, World::isFollowed, Runnable::run, this);
            round.begin();
        }

        private static boolean isFollowed(String path) {
            return !path.contains("/skipped");
        }

        /** A transaction of a few operations, each of which can be done; so most nodes change again and again. */
        void write() {
            Transaction transaction = Transaction.NOTHING;
            Map<String, Node> now = tree.snapshot();
            for (int i = random.nextInt(4); i >= 0; i--) {
                String path = randomPath();
                boolean exists = now.containsKey(path);
                if (!exists) {
                    transaction = transaction.then(Op.createEmpty(path));
                } else if (random.nextBoolean()) {
                    transaction = transaction.then(Op.set(path, Map.of("n", random.nextInt()), Op.ANY_VERSION));
                } else {
                    transaction = transaction.then(Op.delete(path, Op.ANY_VERSION));
                    if (random.nextInt(3) == 0) {
                        transaction = transaction.then(Op.createEmpty(path));
                    }
                }
            }
            tree.session().commit(transaction).join();
            remember();
        }

        private String randomPath() {
            String path = List.of("/r/a", "/r/b", "/r/late", "/r/other").get(random.nextInt(4));
            String[] names = {"x", "y", "z", "skipped"};
            for (int depth = random.nextInt(4); depth > 0; depth--) {
                path += "/" + names[random.nextInt(names.length)];
            }
            return path;
        }

        private void remember() {
            history.put(tree.zxid(), followedNow());
        }

        Map<String, Node> followedNow() {
            Map<String, Node> followed = tree.snapshot();
            followed.keySet()
                    .removeIf(path ->
                            ROOTS.stream().noneMatch(root -> (path + "/").startsWith(root + "/")) || !isFollowed(path));
            return followed;
        }

        /** One of those things that the network and the view's thread do by themselves. */
        void move() {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> session.serveOne();
                case 3, 4, 5 -> session.deliverOne();
                case 6 -> round.turn();
                default -> {
                    if (random.nextInt(10) == 0) {
                        catchUp();
                    }
                }
            }
        }

        private void catchUp() {
            long committed = tree.zxid();
            CompletableFuture<Void> passed = new CompletableFuture<>();
            // As in check: a loaded tree may be newer than its last change that can still be seen.
            caughtUp.add(passed.thenAccept(done -> assertThat(history.floorKey(lastCut))
                    .satisfiesAnyOf(
                            cut -> assertThat(cut).isGreaterThanOrEqualTo(committed),
                            cut -> assertThat(history.tailMap(committed, true).values())
                                    .anySatisfy(
                                            it -> assertThat(describe(shown)).isEqualTo(describe(it))))));
            round.catchUp(passed);
        }

        void gap() {
            if (random.nextBoolean()) {
                session.suspend();
                write();
                session.resume();
            } else {
                session.expire();
                feed = session.follow(this);
            }
            round.end();
            beginRound();
        }

        void settle() {
            round.turn();
            while (session.deliverOne() || session.serveOne()) {
                round.turn();
            }
        }

        @Override
        public void all(long zxid, List<Node> nodes) {
            shown.clear();
            nodes.forEach(node -> shown.put(node.path(), node));
            check(Math.max(zxid, lastCut), zxid);
        }

        @Override
        public void cut(long zxid, Map<String, Optional<Node>> states) {
            assertThat(zxid).isGreaterThan(lastCut);
            states.forEach(
                    (path, state) -> state.ifPresentOrElse(node -> shown.put(path, node), () -> shown.remove(path)));
            check(zxid, zxid);
        }

        private void check(long cut, long zxid) {
            lastCut = cut;
            // The children's count changes without an event; what a view offers instead is its own set of children.
            Map<String, String> expected = describe(history.floorEntry(zxid).getValue());
            if (!describe(shown).equals(expected)) {
                // A loaded tree may be newer than the last change that is still to be seen in it: a deletion leaves no
                // trace.
                assertThat(history.tailMap(zxid, true).values())
                        .anySatisfy(it -> assertThat(describe(shown)).isEqualTo(describe(it)));
            }
        }

        private static Map<String, String> describe(Map<String, Node> nodes) {
            Map<String, String> texts = new TreeMap<>();
            nodes.forEach((path, node) -> texts.put(path, node.createdZxid() + "-" + node.modifiedZxid()));
            return texts;
        }

        @Override
        public void broken(RuntimeException why) {
            if (why instanceof CutWindow.OutOfOrderException) {
                throw why;
            }
        }

        @Override
        public void changed(String path, long zxid, boolean gone) {
            if (isFollowed(path)) {
                round.changed(path, zxid, gone);
            }
        }

        @Override
        public void interrupted() {}

        @Override
        public void resumed() {}

        @Override
        public void ended() {}
    }
}
