package io.quark.common.tree;

/** What became of a {@link Transaction}. */
public sealed interface Commit {

    /**
     * All of it was done.
     *
     * @param zxid of the transaction where one of its operations tells (a set does), else 0
     */
    record Committed(long zxid) implements Commit {}

    /**
     * Nothing was done.
     *
     * @param index of the operation that could not be done
     */
    record Refused(int index, Op op, Reason reason) implements Commit {}

    /** The connection was lost: it was done, or not, or will be. Read after a {@link TreeSession#sync} and compare. */
    record Unknown() implements Commit {}

    enum Reason {
        NODE_EXISTS,
        NO_NODE,
        BAD_VERSION,
        NOT_EMPTY,
        /** Anything else that the server says of an operation (quota, no permission, marshalling). */
        OTHER
    }
}
