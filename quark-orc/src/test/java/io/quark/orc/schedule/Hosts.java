package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import io.quark.orc.schedule.HostFacts.Condition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hosts and requests for the scheduler's tests. */
public final class Hosts {

    public static final Resources BIG = new Resources(65_536, 64, 1_000_000, 10_000_000);

    private Hosts() {}

    /** Other hosts can send it machines. */
    public static HostFacts receiving(String name) {
        return new HostFacts(
                name, Condition.READY, "default", Map.of(), "sim", true, BIG, HostReach.FLAT, true, HostDisks.OWN);
    }

    /** Other hosts can send it machines, and it keeps disks there. */
    public static HostFacts keeping(String name, Condition condition, HostDisks disks) {
        return new HostFacts(name, condition, "default", Map.of(), "sim", true, BIG, HostReach.FLAT, true, disks);
    }

    public static HostFacts ready(String name) {
        return new HostFacts(name, Condition.READY, "default", Map.of(), "sim", true, BIG);
    }

    public static HostFacts in(HostFacts host, Condition condition) {
        return new HostFacts(
                host.name(), condition, host.zone(), host.labels(), host.hypervisor(), host.own(), host.capacity());
    }

    public static HostFacts foreign(String name) {
        return new HostFacts(name, Condition.READY, "default", Map.of(), "sim", false, BIG);
    }

    public static HostFacts zoned(String name, String zone, Map<String, String> labels) {
        return new HostFacts(name, Condition.READY, zone, labels, "sim", true, BIG);
    }

    /** A host that can carry these networks. */
    public static HostFacts reaching(String name, HostReach reach) {
        return new HostFacts(name, Condition.READY, "default", Map.of(), "sim", true, BIG, reach);
    }

    /** So much ram in MiB and so many CPUs are free. */
    public static Resources free(long ram, int cpu) {
        return new Resources(ram, cpu, BIG.storage(), BIG.bandwidth());
    }

    public static PlacementRequest machine(long ram, int cpu) {
        return new PlacementRequest(
                new Resources(ram, cpu, 10, 0),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }
}
