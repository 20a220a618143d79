package io.quark.net.host.ovs;

/** Lines for {@link Ofctl#change}. A cookie tells what a flow is for, so that each purpose is replaced by itself. */
final class Flow {

    /** How frames find their way: with the network or the port, as long as it is there. */
    static final long WAY = 0x1;

    /** What security groups let through. */
    static final long FILTER = 0x2;

    /** Limits and marks. */
    static final long LIMITS = 0x3;

    /** The machines of a network on this host. */
    static final long HERE = 0x4;

    /** The machines of a network on other hosts. */
    static final long ELSEWHERE = 0x5;

    private Flow() {}

    /** @param match empty: everything */
    static String add(long cookie, int table, int priority, String match, String actions) {
        return "add cookie=" + cookie + ",table=" + table + ",priority=" + priority + (match.isEmpty() ? "" : ",")
                + match + ",actions=" + actions;
    }

    static String deleteAll(long cookie) {
        return "delete cookie=" + cookie + "/-1";
    }
}
