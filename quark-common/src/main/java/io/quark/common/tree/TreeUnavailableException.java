package io.quark.common.tree;

/** ZooKeeper cannot be reached, or did not answer: nothing is known of the outcome. */
public final class TreeUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TreeUnavailableException(String message) {
        super(message);
    }

    public TreeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
