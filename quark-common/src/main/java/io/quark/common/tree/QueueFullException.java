package io.quark.common.tree;

/** A committer has as much waiting as it may: nothing was taken. Try again later, and say so to who asked. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueFullException(int waiting) {
        super(waiting + " transactions wait for ZooKeeper already; try again when it has caught up");
    }
}
