package io.quark.orc.schedule;

import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.Segment;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which networks a host can carry. Few hosts differ in it.
 *
 * @param tunnels whether it takes tunnelled traffic
 * @param physical the physical networks that it is connected to
 * @param drivers by name, what each driver can; empty: the host does not say, and is taken to do flat networks only; a single one serves
 *     every network, whatever it asks for: hosts that leave the choice have several
 */
public record HostReach(boolean tunnels, Set<String> physical, Map<String, Set<String>> drivers) {

    /** Of a host that says nothing of its drivers. */
    public static final HostReach FLAT = new HostReach(false, Set.of(), Map.of());

    /** As {@code Capabilities} of quark-net writes the kinds of networks. */
    private static final String SEGMENT = "segment/";

    /** As {@code Capabilities} writes the slots of rules. */
    private static final String QOS = "qos/";

    public HostReach {
        physical = Set.copyOf(physical);
        drivers = Map.copyOf(drivers);
    }

    public static HostReach of(NetworkFacts facts) {
        Map<String, Set<String>> drivers = new HashMap<>();
        facts.drivers().forEach((name, words) -> drivers.put(name, Set.copyOf(words)));
        return new HostReach(facts.tunnel().isPresent(), Set.copyOf(facts.physical()), drivers);
    }

    boolean carries(Collection<NetworkNeed> needs) {
        return needs.stream().allMatch(this::carries);
    }

    private boolean carries(NetworkNeed need) {
        if (drivers.isEmpty()) {
            return need.segment() == Segment.Type.FLAT && need.rules().isEmpty();
        }
        Set<String> words = words(need.driver());
        return words.contains(SEGMENT + need.segment().text())
                && need.rules().stream().allMatch(slot -> words.contains(QOS + slot))
                && need.physical().map(physical::contains).orElse(true)
                && (need.segment() != Segment.Type.VXLAN || tunnels);
    }

    private Set<String> words(String driver) {
        return drivers.size() == 1 ? drivers.values().iterator().next() : drivers.getOrDefault(driver, Set.of());
    }
}
