package io.quark.orc.loop;

import io.quark.common.lead.Fence;
import io.quark.orc.cluster.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A transaction that was sent. Immutable; each is itself only. */
final class Flight {

    private final List<Member> members;
    private final List<Fence> fences;
    private final List<Integer> owners;
    private final Set<String> hosts;
    private final Set<String> parents;
    private final Instant sentAt;
    private final long sentNanos;

    /**
     * Notes what was sent.
     *
     * @param fences whose fences it begins with
     * @param owners for each operation after the fences, the index of the member that it is of
     */
    Flight(Batch batch, List<Fence> fences, List<Integer> owners, Instant sentAt, long sentNanos) {
        this.members = List.copyOf(batch.members());
        this.hosts = Set.copyOf(batch.hosts());
        this.parents = Set.copyOf(batch.parents());
        this.fences = List.copyOf(fences);
        this.owners = List.copyOf(owners);
        this.sentAt = sentAt;
        this.sentNanos = sentNanos;
    }

    List<Member> members() {
        return members;
    }

    /** Hosts that it gives tasks to. */
    Set<String> hosts() {
        return hosts;
    }

    boolean placing() {
        return !hosts.isEmpty();
    }

    /** Nodes that it makes for several. */
    Set<String> parents() {
        return parents;
    }

    Instant sentAt() {
        return sentAt;
    }

    /** By the process's own clock. */
    long sentNanos() {
        return sentNanos;
    }

    List<Reservation> reservations() {
        return members.stream()
                .flatMap(member -> member.act().placements().stream())
                .toList();
    }

    /** Whether the operation of this index in the whole transaction is a fence. */
    boolean isFence(int index) {
        return index < fences.size();
    }

    Fence fence(int index) {
        return fences.get(index);
    }

    /** The index of the member that an operation is of, or {@link Batch.Sealed#SHARED}. */
    int owner(int index) {
        int op = index - fences.size();
        return op < 0 || op >= owners.size() ? Batch.Sealed.SHARED : owners.get(op);
    }
}
