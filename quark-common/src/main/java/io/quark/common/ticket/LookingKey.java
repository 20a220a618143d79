package io.quark.common.ticket;

import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The key of the cluster's tickets, as the tree has it: whoever needs it first makes it. It is read again now and then, so that an
 * operator who removes the node gives everybody another key; while ZooKeeper is away the last one stays in use. Thread safe.
 */
public final class LookingKey {

    private static final Duration REREAD = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 5;

    private final TreeSession session;
    private final Paths paths;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private volatile @Nullable Held held;

    /** What is asked for it. */
    public LookingKey(TreeSession session, Paths paths, InstantSource clock) {
        this.session = session;
        this.paths = paths;
        this.clock = clock;
    }

    private record Held(TicketKey key, Instant until) {}

    /** As it lies in the tree, base64; a field of this name is shown by nothing that shows the tree. */
    private record KeyRecord(String secret) {}

    /**
     * The key. Completes on the session's thread, or at once.
     *
     * <p>Fails with a {@link TreeUnavailableException} while it was never read and ZooKeeper does not answer.
     */
    public CompletableFuture<TicketKey> get() {
        Held known = held;
        if (known != null && clock.instant().isBefore(known.until())) {
            return CompletableFuture.completedFuture(known.key());
        }
        CompletableFuture<TicketKey> read = find(ATTEMPTS).thenApply(this::keep);
        return known == null ? read : read.exceptionally(failure -> known.key());
    }

    private TicketKey keep(TicketKey key) {
        held = new Held(key, clock.instant().plus(REREAD));
        return key;
    }

    private CompletableFuture<TicketKey> find(int attempts) {
        if (attempts == 0) {
            return CompletableFuture.failedFuture(
                    new TreeUnavailableException("the key for looking into machines could be neither read nor made"));
        }
        return session.sync()
                .thenCompose(synced -> session.read(List.of(paths.lookingKey(), paths.secrets())))
                .thenCompose(nodes -> {
                    Optional<Node> found = nodes.get(0);
                    if (found.isPresent()) {
                        return CompletableFuture.completedFuture(TicketKey.of(Base64.getDecoder()
                                .decode(found.orElseThrow().as(KeyRecord.class).secret())));
                    }
                    // Whatever comes of it is seen by reading again: another may have been faster.
                    return make(nodes.get(1).isPresent()).thenCompose(commit -> find(attempts - 1));
                });
    }

    private CompletableFuture<Commit> make(boolean hasParent) {
        List<Op> ops = new ArrayList<>();
        if (!hasParent) {
            ops.add(Op.createEmpty(paths.secrets()));
        }
        ops.add(Op.create(
                paths.lookingKey(), new KeyRecord(Base64.getEncoder().encodeToString(TicketKey.freshSecret(random)))));
        return session.commit(new Transaction(ops));
    }
}
