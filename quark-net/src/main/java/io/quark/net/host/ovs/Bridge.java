package io.quark.net.host.ovs;

import java.util.Map;
import java.util.Optional;

/**
 * A bridge as Open vSwitch's database tells it.
 *
 * @param marks its {@code external_ids}
 */
record Bridge(String name, Map<String, String> marks) {

    /** Whose it is: set on each bridge that Quark makes. */
    static final String OWNER = "quark-owner";

    static final String NETWORK = "quark-network";
    static final String PHYSICAL = "quark-physical";
    static final String PORT = "quark-port";

    /** The connection tracking zone of a port. */
    static final String ZONE = "quark-zone";

    Bridge {
        marks = Map.copyOf(marks);
    }

    Optional<String> mark(String key) {
        return Optional.ofNullable(marks.get(key));
    }

    /** Whether it was made by that owner for that purpose. */
    boolean isOurs(String owner, String key, String value) {
        return owner.equals(marks.get(OWNER)) && value.equals(marks.get(key));
    }
}
