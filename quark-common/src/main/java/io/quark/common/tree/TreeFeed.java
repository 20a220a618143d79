package io.quark.common.tree;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Watch events and answers of one ZooKeeper session, told in the order in which its server sent them. That order is
 * what consistent cuts are made of: an answer shows exactly the changes whose events came before it, and none of those
 * that come after it. After a lost connection answers fail. Thread safe.
 */
public interface TreeFeed {

    /** Paths in one {@link #read} or {@link #list}: 128 records of 64 KiB are 8 MiB. */
    int MAX_PATHS = 128;

    /** Follows a node, which need not exist yet, and all below it. Following it twice is following it once. */
    void watch(String root, Answer<Done> answer);

    /** Follows a node alone, which need not exist yet, and nothing below it. */
    void watchNode(String path, Answer<Done> answer);

    /** No longer follows a node; nobody is told whether that reached the server. */
    void unwatch(String root);

    /**
     * No longer follows a node, and makes the server forget it, too: for those who follow much and little of it for long. Whoever else
     * follows just this node by the same session is not told of it any more either.
     */
    void abandon(String root);

    /** One snapshot of up to {@link #MAX_PATHS} nodes, in the order of the question; empty where there is no such node. */
    void read(List<String> paths, Answer<List<Optional<Node>>> answer);

    /** One snapshot of the children's names of up to {@link #MAX_PATHS} nodes; empty where there is no such node. */
    void list(List<String> paths, Answer<List<Optional<List<String>>>> answer);

    /** Completes when all that was committed before this call, by anyone, has been told. */
    void sync(Answer<Done> answer);

    /** Whether its session is over: nothing is answered any more. */
    boolean isOver();

    /** The answer that tells nothing else. */
    enum Done {
        DONE
    }

    /** Is given one of the two, on the event thread, which it must not block. */
    record Answer<T>(Consumer<T> got, Consumer<TreeUnavailableException> failed) {

        /** One that completes a future. */
        public static <T> Answer<T> to(CompletableFuture<T> future) {
            return new Answer<>(future::complete, future::completeExceptionally);
        }
    }

    /** Told on the event thread, which it must not block. */
    interface Listener {

        /**
         * A node was created or set, or is gone.
         *
         * @param zxid of the transaction that did it; all events of a transaction come one after the other
         */
        void changed(String path, long zxid, boolean gone);

        /** The connection is lost: what happens from here on is not told, until {@link #resumed}. */
        void interrupted();

        /** Connected again with the same session: the watches stand, but what happened meanwhile was not told. */
        void resumed();

        /** The session is over, and with it the feed. */
        void ended();
    }
}
