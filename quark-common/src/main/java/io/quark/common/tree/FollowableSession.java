package io.quark.common.tree;

/** A session whose changes can be followed: what a {@link TreeView} needs. */
public interface FollowableSession extends TreeSession {

    /**
     * Opens a feed on the present ZooKeeper session. It ends with that session; then a new one is to be opened.
     *
     * @param listener is told on ZooKeeper's event thread and must not block
     */
    TreeFeed follow(TreeFeed.Listener listener);
}
