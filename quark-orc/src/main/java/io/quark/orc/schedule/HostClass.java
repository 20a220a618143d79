package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ready hosts that are equal to every filter but those of capacity, in one tree. Hosts of about the same size share a
 * class, so that in its tree a large free share goes with much free room, which is what makes the search prune well.
 */
final class HostClass {

    private static final int FIRST_LEAVES = 16;

    private final Key key;
    private final List<@Nullable HostRow> rows = new ArrayList<>();
    private final Deque<Integer> vacant = new ArrayDeque<>();
    private HostTree tree = new HostTree(FIRST_LEAVES);
    private int size = 0;

    HostClass(Key key) {
        this.key = key;
    }

    /** @param ramSize logarithm of the hosts' ram, to base 2 */
    record Key(
            boolean own,
            String zone,
            Map<String, String> labels,
            String hypervisor,
            HostReach reach,
            boolean receives,
            HostDisks disks,
            int ramSize,
            int cpuSize) {

        static Key of(HostFacts facts) {
            Resources capacity = facts.capacity();
            return new Key(
                    facts.own(),
                    facts.zone(),
                    facts.labels(),
                    facts.hypervisor(),
                    facts.reach(),
                    facts.receives(),
                    facts.disks(),
                    Long.numberOfLeadingZeros(capacity.ram()),
                    Long.numberOfLeadingZeros(capacity.cpu()));
        }

        boolean matches(PlacementRequest request) {
            return (request.zone().isEmpty() || request.zone().get().equals(zone))
                    && (request.hypervisor().isEmpty()
                            || request.hypervisor().get().equals(hypervisor))
                    && (receives || !request.isSent())
                    && disks.hasPools(request)
                    && disks.shares(request)
                    && reach.carries(request.networks())
                    && labels.entrySet().containsAll(request.labels().entrySet());
        }
    }

    Key key() {
        return key;
    }

    HostTree tree() {
        return tree;
    }

    boolean isEmpty() {
        return size == 0;
    }

    HostRow row(int slot) {
        HostRow row = rows.get(slot);
        if (row == null) {
            throw new IllegalStateException("no host in slot " + slot);
        }
        return row;
    }

    HostRow add(HostFacts facts, Resources free) {
        Integer reused = vacant.poll();
        int slot;
        if (reused == null) {
            slot = rows.size();
            rows.add(null);
        } else {
            slot = reused;
        }
        while (slot >= tree.leaves()) {
            tree = tree.grown();
        }
        HostRow row = new HostRow(facts, this, slot, free);
        rows.set(slot, row);
        size++;
        refresh(row);
        return row;
    }

    /** Called after what is free on a host has changed. */
    void refresh(HostRow row) {
        tree.set(row.slot, row.rank(), row.free);
    }

    void remove(HostRow row) {
        tree.clear(row.slot);
        rows.set(row.slot, null);
        vacant.push(row.slot);
        size--;
    }
}
