package io.quark.common.ticket;

import io.quark.common.id.Ids;

/**
 * Nonces of tickets that are good for one time. Each names the life of the daemon that is to see to that: what a daemon has seen used is forgotten when it
 * is started anew, so a later life of it, like any other daemon, takes none that were made for this one. Pure.
 */
public final class OneTime {

    private OneTime() {}

    /** A nonce that no other ticket has, for the life of a daemon that has that {@code boot_id}. */
    public static String nonce(String bootId) {
        return life(bootId) + plain(Ids.fresh());
    }

    /** Whether a ticket with that nonce is for that life of the daemon. */
    public static boolean isFor(String bootId, String nonce) {
        return nonce.startsWith(life(bootId));
    }

    /** As long as any other's, whatever the daemon calls its life. */
    private static String life(String bootId) {
        return plain(Ids.derived("life", bootId));
    }

    private static String plain(String id) {
        return id.replace("-", "");
    }
}
