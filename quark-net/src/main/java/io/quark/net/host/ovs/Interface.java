package io.quark.net.host.ovs;

import java.util.Map;

/**
 * An interface as Open vSwitch's database tells it.
 *
 * @param marks its {@code external_ids}
 * @param works whether it has a device behind it
 */
record Interface(String name, Map<String, String> marks, boolean works) {

    static final String NETWORK = "quark-network";

    static final String PORT = "quark-port";

    /** Of the machine behind it. */
    static final String MAC = "quark-mac";

    Interface {
        marks = Map.copyOf(marks);
    }
}
