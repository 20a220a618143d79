package io.quark.orc.schedule;

import io.quark.common.model.Resources;

/**
 * The weigher: machines are spread, that is, the host with the largest free share wins, where a host's share is the smaller
 * one of ram and cpu. Hosts of equal share are ordered by a hash of their names, so that the same input gives the same answer
 * and neighbours by name are not filled one after the other.
 */
final class Spread {

    /** Shares are told apart in steps of a 2^20th. */
    private static final int STEPS = 1 << 20;

    private Spread() {}

    /** The free share of a host, from 0 to 1. */
    static double share(Resources free, Resources capacity) {
        return Math.min(part(free.ram(), capacity.ram()), part(free.cpu(), capacity.cpu()));
    }

    /** A host's rank: the larger the better; at least 0. */
    static long rank(String host, Resources free, Resources capacity) {
        long share = (long) (share(free, capacity) * STEPS);
        return (share << 32) | (mixed(host.hashCode()) & 0xffff_ffffL);
    }

    private static double part(long free, long of) {
        return of <= 0 ? 0 : Math.max(0, Math.min(1, (double) free / of));
    }

    /** The finalizer of MurmurHash3: names that differ in one digit end far apart. */
    private static int mixed(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        h ^= h >>> 16;
        return h;
    }
}
