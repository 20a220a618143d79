package io.quark.compute.keep;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Applied;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.compute.keep.Wish.PolicyAt;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record {@code applied} of one compute, as this daemon writes it: nobody else does. Written when it has changed, at most every
 * {@link #EVERY}, one write at a time. Lives on the loop.
 */
final class AppliedRecord {

    static final Duration EVERY = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(AppliedRecord.class);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Loop loop;
    private final Clock clock;
    private final Tree tree;
    private final String path;
    private final UnaryOperator<Applied> report;
    private final List<CompletableFuture<Void>> untilWritten = new ArrayList<>();
    private Applied said = Applied.NOTHING;
    private Optional<Integer> version = Optional.empty();
    private Instant lastWrite = Instant.EPOCH;
    private boolean open;
    private boolean read;
    private boolean dirty;
    private boolean busy;

    /** @param report what is to be said, from what was said last */
    AppliedRecord(Loop loop, Clock clock, Tree tree, String host, UnaryOperator<Applied> report) {
        this.loop = loop;
        this.clock = clock;
        this.tree = tree;
        this.path = tree.paths().applied(host);
        this.report = report;
    }

    /** From now on it is written: before everything was looked at, an earlier life of the daemon knew better. */
    void open() {
        open = true;
        next();
    }

    /** What there is to say may have changed. */
    void changed() {
        dirty = true;
        next();
    }

    /** Completes when all that there is to say now stands in the tree. Never fails. */
    CompletableFuture<Void> written() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        untilWritten.add(written);
        changed();
        return written;
    }

    /**
     * Completes when these are named in the tree: whoever changes one of them from then on knows that this host carries it. Never fails. At once
     * before this is {@link #open}: the host is not alive then, and tells of everything before it is.
     *
     * @param networks ids
     */
    CompletableFuture<Void> naming(Set<String> networks, Set<PolicyAt> policies) {
        boolean named = said.networks().keySet().containsAll(networks)
                && policies.stream()
                        .allMatch(policy -> Optional.ofNullable(said.policies().get(policy.id()))
                                .filter(carried -> carried.revision() >= policy.revision())
                                .isPresent());
        return named || !open ? CompletableFuture.completedFuture(null) : written();
    }

    private void next() {
        if (!open || busy || !dirty) {
            return;
        }
        busy = true;
        Duration wait = EVERY.minus(Duration.between(lastWrite, clock.instant()));
        if (!read) {
            readAgain();
        } else if (wait.isNegative() || wait.isZero() || !untilWritten.isEmpty()) {
            write();
        } else {
            loop.after(wait, this::write);
        }
    }

    private void readAgain() {
        loop.when(tree.latest(List.of(path)), (nodes, failure) -> {
            Optional<Node> node = nodes == null ? Optional.empty() : nodes.get(0);
            version = node.map(Node::version);
            said = node.flatMap(AppliedRecord::applied).orElse(Applied.NOTHING);
            read = true;
            write();
        });
    }

    private void write() {
        dirty = false;
        List<CompletableFuture<Void>> told = List.copyOf(untilWritten);
        Applied applied = report.apply(said);
        if (applied.equals(said)) {
            done(applied, told);
            return;
        }
        lastWrite = clock.instant();
        Op op = version.map(before -> Op.set(path, applied, before)).orElseGet(() -> Op.create(path, applied));
        loop.when(tree.commit(Transaction.of(op)), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                version = Optional.of(version.map(before -> before + 1).orElse(0));
                done(applied, told);
            } else {
                LOG.debug("{}: {}", path, commit);
                dirty = true;
                read = false;
                busy = false;
                loop.after(AGAIN, this::next);
            }
        });
    }

    private void done(Applied applied, List<CompletableFuture<Void>> told) {
        said = applied;
        busy = false;
        untilWritten.subList(0, told.size()).clear();
        told.forEach(written -> written.complete(null));
        next();
    }

    private static Optional<Applied> applied(Node node) {
        try {
            return Optional.of(node.as(Applied.class));
        } catch (MalformedRecordException e) {
            LOG.error("{} cannot be read; it is written anew: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }
}
