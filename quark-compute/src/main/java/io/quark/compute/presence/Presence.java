package io.quark.compute.presence;

import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.compute.presence.AliveRules.Decision;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a compute's directory, its {@code self} and its {@code alive} in the tree. Lives on the loop. */
public final class Presence {

    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Loop loop;
    private final Clock clock;
    private final Tree tree;
    private final String host;
    private final Alive mine;
    private final Duration patience;

    /** @param patience how long an {@code alive} of another machine is waited for: longer than any session lasts */
    public Presence(Loop loop, Clock clock, Tree tree, String host, Alive mine, Duration patience) {
        this.loop = loop;
        this.clock = clock;
        this.tree = tree;
        this.host = host;
        this.mine = mine;
        this.patience = patience;
    }

    /** Creates the compute's directory where it is not there. */
    public CompletableFuture<Void> createDirectory() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        createDirectory(done);
        return done;
    }

    /** Writes {@code self}, if it is not so already. */
    public CompletableFuture<ComputeSelf> writeSelf(Function<Optional<ComputeSelf>, ComputeSelf> facts) {
        CompletableFuture<ComputeSelf> done = new CompletableFuture<>();
        writeSelf(facts, done);
        return done;
    }

    /** Publishes {@code alive} on the present session. Fails with a {@link NameTakenException}. */
    public CompletableFuture<Void> publishAlive() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        publishAlive(clock.instant().plus(patience), done);
        return done;
    }

    private void createDirectory(CompletableFuture<Void> done) {
        Paths paths = tree.paths();
        List<String> wanted =
                List.of(paths.compute(host), paths.nextTasks(host), paths.activeTasks(host), paths.managing(host));
        loop.when(tree.latest(wanted), (nodes, failure) -> {
            List<Op> creates = new ArrayList<>();
            for (int i = 0; nodes != null && i < wanted.size(); i++) {
                if (nodes.get(i).isEmpty()) {
                    creates.add(Op.createEmpty(wanted.get(i)));
                }
            }
            if (creates.isEmpty()) {
                done.complete(null);
                return;
            }
            commit(new Transaction(creates), () -> createDirectory(done));
        });
    }

    private void writeSelf(Function<Optional<ComputeSelf>, ComputeSelf> facts, CompletableFuture<ComputeSelf> done) {
        String path = tree.paths().self(host);
        loop.when(tree.latest(List.of(path)), (nodes, failure) -> {
            Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
            ComputeSelf self = facts.apply(found.flatMap(node -> read(node, ComputeSelf.class)));
            if (found.isPresent() && Arrays.equals(found.get().data(), Json.bytes(self))) {
                done.complete(self);
                return;
            }
            Op write = found.map(node -> Op.set(path, self, node.version())).orElseGet(() -> Op.create(path, self));
            commit(Transaction.of(write), () -> writeSelf(facts, done));
        });
    }

    private void publishAlive(Instant until, CompletableFuture<Void> done) {
        String path = tree.paths().alive(host);
        loop.when(tree.latest(List.of(path)), (nodes, failure) -> {
            Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
            Optional<Alive> says = found.flatMap(node -> read(node, Alive.class));
            Decision decision = AliveRules.decide(path, mine, tree.sessionId(), found, says);
            if (decision instanceof Decision.Published) {
                done.complete(null);
            } else if (decision instanceof Decision.Publish publish) {
                commit(publish.transaction(), () -> publishAlive(until, done));
            } else if (decision instanceof Decision.Taken taken) {
                if (clock.instant().isAfter(until)) {
                    done.completeExceptionally(new NameTakenException(host, taken.by()));
                } else {
                    LOG.warn(
                            "{} is alive on another machine (process {}); waiting",
                            host,
                            taken.by().pid());
                    loop.after(AGAIN.multipliedBy(5), () -> publishAlive(until, done));
                }
            }
        });
    }

    /** Commits, and looks again however it came out. */
    private void commit(Transaction transaction, Runnable lookAgain) {
        loop.when(tree.commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                lookAgain.run();
            } else {
                LOG.debug("{}: {}", host, commit);
                loop.after(AGAIN, lookAgain);
            }
        });
    }

    private static <T> Optional<T> read(Node node, Class<T> type) {
        try {
            return Optional.of(node.as(type));
        } catch (MalformedRecordException e) {
            LOG.error("{} cannot be read: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }
}
