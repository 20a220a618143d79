package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.TreeView.Cut;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Writers move tokens between places and amounts between counters, each move a transaction; so every consistent cut
 * has every token exactly once and the same sum. Seeded; {@code -Dquark.soak.seconds} makes it longer.
 */
class ConsistentCutsTest {

    private static final int SECONDS = Integer.getInteger("quark.soak.seconds", 2);
    private static final long SEED = Long.getLong("quark.seed", System.nanoTime());
    private static final int TOKENS = 300;
    private static final int PLACES = 6;
    private static final int COUNTERS = 12;
    private static final int WRITERS = 4;

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final String root = zooKeeper.freshRoot();
    private final AtomicIntegerArray placeOf = new AtomicIntegerArray(TOKENS);
    private final AtomicLong commits = new AtomicLong();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final ZooKeeperSession viewSession = zooKeeper.session();
    private final List<Thread> writers = new ArrayList<>();
    private final List<LiveTreeView> views = new ArrayList<>();
    private volatile boolean stopped;

    @AfterEach
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread writer : writers) {
            writer.join();
        }
        views.forEach(LiveTreeView::close);
    }

    @Test
    void everyCutHasEveryTokenOnceAndTheSameSum() throws Exception {
        layOut();
        startWriters();
        Checker early = follow("early");
        Thread.sleep(SECONDS * 500L);
        Checker late = follow("late");
        Thread.sleep(SECONDS * 500L);
        finish(early, late);
        assertThat(early.gaps).isZero();
        assertThat(early.cuts).isGreaterThan(SECONDS * 3L);
    }

    @Test
    void cutsStayConsistentThroughRestartsExpiriesAndBrokenConnections() throws Exception {
        layOut();
        startWriters();
        Checker checker = follow("shaken");
        Random random = new Random(SEED);
        long end = System.nanoTime() + Duration.ofSeconds(2L * SECONDS).toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(random.nextInt(300));
            switch (random.nextInt(3)) {
                case 0 -> zooKeeper.restart();
                case 1 -> zooKeeper.expire(viewSession);
                default -> zooKeeper.disconnectAll();
            }
            if (random.nextInt(3) > 0) { // else the next fault meets it on its way back
                await().pollInterval(Duration.ofMillis(20)).until(checker.view::inSync);
            }
        }
        finish(checker);
    }

    private void finish(Checker... checkers) throws InterruptedException {
        stopped = true;
        for (Thread writer : writers) {
            writer.join();
        }
        for (Checker checker : checkers) {
            await().ignoreExceptions().until(() -> {
                checker.view.caughtUp().join();
                return true;
            });
        }
        assertThat(faults).describedAs("seed %d", SEED).isEmpty();
        Map<String, Integer> tree = readTree();
        for (Checker checker : checkers) {
            assertThat(checker.amounts).describedAs("seed %d", SEED).isEqualTo(tree);
            System.out.printf(
                    "%s: %d commits, %d cuts, longest wait for a cut %d ms, seed %d%n",
                    checker.name, commits.get(), checker.cuts, checker.longestMillis, SEED);
        }
    }

    private void layOut() {
        ZooKeeperSession session = zooKeeper.session();
        commit(session, Op.createEmpty(root));
        for (int place = 0; place < PLACES; place++) {
            commit(session, Op.createEmpty(place(place)));
        }
        commit(
                session,
                IntStream.range(0, COUNTERS)
                        .mapToObj(i -> new Op.Create(counter(i), amount(1000), false))
                        .toArray(Op[]::new));
        for (int token = 0; token < TOKENS; token++) {
            placeOf.set(token, token % PLACES);
        }
        commit(
                session,
                IntStream.range(0, TOKENS)
                        .mapToObj(i -> new Op.Create(token(i, i % PLACES), amount(1), false))
                        .toArray(Op[]::new));
    }

    private static void commit(ZooKeeperSession session, Op... ops) {
        assertThat(session.commit(Transaction.of(ops)).join()).isInstanceOf(Commit.Committed.class);
    }

    private void startWriters() {
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(SEED + i);
            ZooKeeperSession session = zooKeeper.session();
            Thread writer = new Thread(() -> {
                while (!stopped) {
                    try {
                        write(session, random);
                    } catch (RuntimeException e) {
                        commits.get(); // ZooKeeper is away: try again
                    }
                }
            });
            writers.add(writer);
            writer.start();
        }
    }

    private void write(ZooKeeperSession session, Random random) {
        List<Op> ops = new ArrayList<>();
        Map<Integer, Integer> moved = new HashMap<>();
        int moves = random.nextInt(40) == 0 ? 100 : random.nextInt(4);
        for (int i = 0; i < moves; i++) {
            int token = random.nextInt(TOKENS);
            int from = placeOf.get(token);
            int to = random.nextInt(PLACES);
            if (moved.containsKey(token)) {
                continue;
            }
            ops.add(Op.delete(token(token, from), Op.ANY_VERSION));
            ops.add(new Op.Create(token(token, to), amount(1), false)); // at times where it was
            moved.put(token, to);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            transfer(session, random, ops);
        }
        if (ops.isEmpty()) {
            return;
        }
        Commit outcome = session.commit(new Transaction(ops)).join();
        if (outcome instanceof Commit.Committed) {
            moved.forEach(placeOf::set);
            commits.incrementAndGet();
        } else {
            moved.keySet().forEach(token -> find(session, token));
        }
    }

    private void transfer(ZooKeeperSession session, Random random, List<Op> ops) {
        int one = random.nextInt(COUNTERS);
        int other = (one + 1 + random.nextInt(COUNTERS - 1)) % COUNTERS;
        List<Optional<Node>> nodes =
                session.read(List.of(counter(one), counter(other))).join();
        int sum = random.nextInt(100);
        ops.add(new Op.Set(
                counter(one),
                amount(amount(nodes.get(0).orElseThrow()) - sum),
                nodes.get(0).orElseThrow().version()));
        ops.add(new Op.Set(
                counter(other),
                amount(amount(nodes.get(1).orElseThrow()) + sum),
                nodes.get(1).orElseThrow().version()));
    }

    private void find(ZooKeeperSession session, int token) {
        List<Optional<Node>> places = session.read(IntStream.range(0, PLACES)
                        .mapToObj(p -> token(token, p))
                        .toList())
                .join();
        IntStream.range(0, PLACES).filter(p -> places.get(p).isPresent()).forEach(p -> placeOf.set(token, p));
    }

    private Map<String, Integer> readTree() {
        ZooKeeperSession session = zooKeeper.session();
        List<String> paths = new ArrayList<>();
        IntStream.range(0, COUNTERS).forEach(i -> paths.add(counter(i)));
        for (int p = 0; p < PLACES; p++) {
            String place = place(p);
            session.list(List.of(place)).join().get(0).orElseThrow().forEach(child -> paths.add(place + "/" + child));
        }
        Map<String, Integer> tree = new HashMap<>();
        session.read(paths)
                .join()
                .forEach(node ->
                        node.filter(it -> it.data().length > 0).ifPresent(it -> tree.put(it.path(), amount(it))));
        return tree;
    }

    private Checker follow(String name) {
        // Some places as roots of their own, so that one transaction touches several watches.
        LiveTreeView view = LiveTreeView.open(
                name,
                viewSession,
                IntStream.range(0, PLACES).mapToObj(this::place).toList());
        views.add(view);
        Checker checker = new Checker(name, view);
        view.listen(checker::cut);
        return checker;
    }

    /** Keeps its own copy by the changes it is told, and checks it after each cut. */
    private final class Checker {
        private final String name;
        private final LiveTreeView view;
        private final Map<String, Integer> amounts = new HashMap<>();
        private long lastZxid;
        private long cuts;
        private long longestMillis;
        private long lastNanos;
        private int gaps;

        Checker(String name, LiveTreeView view) {
            this.name = name;
            this.view = view;
        }

        void cut(Cut cut) {
            long now = System.nanoTime();
            if (cuts > 0) {
                longestMillis = Math.max(longestMillis, (now - lastNanos) / 1_000_000);
            }
            lastNanos = now;
            cuts++;
            cut.changes().forEach(change -> {
                Optional<Integer> known = Optional.ofNullable(amounts.get(change.path()));
                check(
                        change.path().endsWith("place") || data(change.before()).equals(known),
                        "before of " + change.path());
                data(change.after())
                        .ifPresentOrElse(it -> amounts.put(change.path(), it), () -> amounts.remove(change.path()));
                check(view.get(change.path()).equals(change.after()), "the view shows another " + change.path());
            });
            check(cut.zxid() >= lastZxid, "cuts go back");
            lastZxid = cut.zxid();
            int total = amounts.values().stream().mapToInt(it -> it).sum();
            check(total == COUNTERS * 1000 + TOKENS, "sum " + total);
            Set<String> paths = amounts.keySet();
            check(paths.size() == COUNTERS + TOKENS, paths.size() + " tokens and counters");
        }

        private void check(boolean good, String what) {
            if (!good && faults.size() < 20) {
                faults.add(name + ", cut " + cuts + ": " + what);
            }
        }

        private static Optional<Integer> data(Optional<Node> node) {
            return node.filter(it -> it.data().length > 0).map(ConsistentCutsTest::amount);
        }
    }

    private String place(int place) {
        return root + "/place" + place;
    }

    private String counter(int i) {
        return place(i % PLACES) + "/counter" + i;
    }

    private String token(int token, int place) {
        return place(place) + "/token" + token;
    }

    private static byte[] amount(int amount) {
        return ByteBuffer.allocate(4).putInt(amount).array();
    }

    private static int amount(Node node) {
        return ByteBuffer.wrap(node.data()).getInt();
    }
}
