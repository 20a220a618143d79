package io.quark.common.tree;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Follows subtrees of the tree in memory.
 *
 * <p>Guarantee: what is read here and told to listeners are <em>consistent cuts</em>: the state after some transaction,
 * with everything before it and nothing of a later one visible. A listener never sees half of a transaction. Cuts go only forward
 * and catch up with the tree within milliseconds; after a gap (connection or session lost) the view compares itself with the tree,
 * with a bounded number of reads in flight, and tells the differences as one cut.
 *
 * <p>Thread safe. Listeners are called on the view's own thread, one cut at a time, in order.
 */
public interface TreeView extends AutoCloseable {

    /** The node as of the present cut. */
    Optional<Node> get(String path);

    /** The names of the children of a node as of the present cut; empty also where there is no such node. */
    Set<String> children(String path);

    /** Registers a listener: it is first told all there is, as one cut, then each change. */
    void listen(Consumer<Cut> listener);

    /**
     * Completes when the view shows all that was committed before this call, by anyone: reading after it reads what was
     * written before. Fails with a {@link TreeUnavailableException} when the connection is lost meanwhile.
     */
    CompletableFuture<Void> caughtUp();

    /** Whether it is loaded and there is no gap. While false the present cut may be old. */
    boolean inSync();

    @Override
    void close();

    /**
     * What one cut changed.
     *
     * @param zxid all transactions up to this one that touch the view are in it
     */
    record Cut(long zxid, List<Change> changes) {}

    /**
     * The change of one node between two cuts.
     *
     * @param before empty: it was not there
     * @param after empty: it is gone
     */
    record Change(String path, Optional<Node> before, Optional<Node> after) {}
}
