package io.quark.common.tree;

/** The tree is laid out in a way that this version cannot work with; the daemon must not go on. */
public final class LayoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LayoutException(String message) {
        super(message);
    }
}
