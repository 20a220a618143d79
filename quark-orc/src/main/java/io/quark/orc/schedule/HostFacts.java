package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the scheduler knows of a host, apart from what is free on it.
 *
 * @param zone where it stands
 * @param labels that operators gave it
 * @param hypervisor kind of its hypervisor
 * @param own whether it lies in this process's own stripe: such hosts are preferred, so that two processes seldom want the
 *     same one at once
 * @param capacity what machines may be promised here in all
 * @param reach which networks it can carry
 * @param receives whether other hosts can send it machines
 * @param disks where it keeps machines' disks and volumes
 */
public record HostFacts(
        String name,
        Condition condition,
        String zone,
        Map<String, String> labels,
        String hypervisor,
        boolean own,
        Resources capacity,
        HostReach reach,
        boolean receives,
        HostDisks disks) {

    /** The zone of hosts that name none. */
    public static final String DEFAULT_ZONE = "default";

    public HostFacts {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** A host that takes no machines from others. */
    public HostFacts(
            String name,
            Condition condition,
            String zone,
            Map<String, String> labels,
            String hypervisor,
            boolean own,
            Resources capacity,
            HostReach reach) {
        this(name, condition, zone, labels, hypervisor, own, capacity, reach, false, HostDisks.OWN);
    }

    /** A host that says nothing of its networks. */
    public HostFacts(
            String name,
            Condition condition,
            String zone,
            Map<String, String> labels,
            String hypervisor,
            boolean own,
            Resources capacity) {
        this(name, condition, zone, labels, hypervisor, own, capacity, HostReach.FLAT);
    }

    /** The same host as if it took new machines. */
    HostFacts standing() {
        return new HostFacts(name, Condition.READY, zone, labels, hypervisor, own, capacity, reach, receives, disks);
    }

    /** Whether it can take new machines. */
    public enum Condition {
        READY,
        /** Its daemon gives no sign of life, or has never said what it has. */
        DOWN,
        /** Alive, but takes no new machines. */
        CORDONED
    }
}
