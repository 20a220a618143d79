package io.quark.net.alloc;

/** How an address or a MAC stands, as one index sees it. */
enum Standing {
    /** No claim in the tree, no proposal here. */
    UNTOUCHED,
    /** Released; perhaps its quarantine is over. */
    COOLING,
    /** Somebody's, or proposed for somebody. */
    USED
}
