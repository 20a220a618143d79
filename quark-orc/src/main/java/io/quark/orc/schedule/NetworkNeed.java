package io.quark.orc.schedule;

import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.Segment;
import java.util.Optional;
import java.util.Set;

/**
 * What a network asks of a host that is to carry it.
 *
 * @param driver name of the host driver that realises it
 * @param segment its kind
 * @param physical the physical network that it is on, where it is on one
 * @param rules slots of QoS rules that its driver should put into force; a host that cannot is taken only where no other can
 */
public record NetworkNeed(String driver, Segment.Type segment, Optional<String> physical, Set<String> rules) {

    public NetworkNeed {
        rules = Set.copyOf(rules);
    }

    /** Without rules. */
    public NetworkNeed(String driver, Segment.Type segment, Optional<String> physical) {
        this(driver, segment, physical, Set.of());
    }

    /** What this network asks for, with rules of these slots. */
    public static NetworkNeed of(NicNetwork network, Set<String> rules) {
        return new NetworkNeed(
                network.driver(), network.segment().type(), network.segment().physical(), rules);
    }

    NetworkNeed withoutRules() {
        return rules.isEmpty() ? this : new NetworkNeed(driver, segment, physical);
    }

    /** For people: {@code vlan on physnet1 by bridge}. */
    String words() {
        return segment.text() + physical.map(name -> " on " + name).orElse("") + " by " + driver;
    }
}
