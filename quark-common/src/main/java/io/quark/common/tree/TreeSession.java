package io.quark.common.tree;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A session with ZooKeeper, narrowed to what Quark needs. Thread safe. Futures complete on ZooKeeper's event thread:
 * what follows them must not block.
 */
public interface TreeSession extends AutoCloseable {

    /**
     * Sends a transaction; it is never repeated. The commits of one session are applied in the order of the calls.
     *
     * @throws IllegalArgumentException if it is empty or beyond its bounds
     */
    CompletableFuture<Commit> commit(Transaction transaction);

    /**
     * Reads nodes; those of one batch (up to 128 paths) are one consistent snapshot. The answer has the order of the
     * question, empty where there is no such node. Fails with a {@link TreeUnavailableException} when the connection
     * is lost.
     */
    CompletableFuture<List<Optional<Node>>> read(List<String> paths);

    /** The names of the children of each node, empty where there is no such node. As {@link #read}. */
    CompletableFuture<List<Optional<List<String>>>> list(List<String> paths);

    /** Completes when all that was committed before this call, by anyone, can be read here. */
    CompletableFuture<Void> sync();

    /** The id of the current session; another one after the old one was lost. */
    long sessionId();

    State state();

    /** Tells each change of state, on a thread of the session which it must not block; returns what ends the telling. */
    AutoCloseable onState(Consumer<State> listener);

    /** Closes the session: its ephemeral nodes go at once. */
    @Override
    void close();

    enum State {
        CONNECTED,
        /** The connection is lost, the session perhaps not: decide nothing that needs to be current. */
        SUSPENDED,
        /** The session is over, its ephemeral nodes with it. A new one is being tried for; {@code CONNECTED} follows. */
        LOST
    }
}
