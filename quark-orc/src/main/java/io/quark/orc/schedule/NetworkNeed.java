package io.quark.orc.schedule;

import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.Segment;
import java.util.Optional;

/**
 * What a network asks of a host that is to carry it.
 *
 * @param driver name of the host driver that realises it
 * @param segment its kind
 * @param physical the physical network that it is on, where it is on one
 */
public record NetworkNeed(String driver, Segment.Type segment, Optional<String> physical) {

    /** What this network asks for. */
    public static NetworkNeed of(NicNetwork network) {
        return new NetworkNeed(
                network.driver(), network.segment().type(), network.segment().physical());
    }

    /** For people: {@code vlan on physnet1 by bridge}. */
    String words() {
        return segment.text() + physical.map(name -> " on " + name).orElse("") + " by " + driver;
    }
}
