package io.quark.orc.cluster;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Resources;
import io.quark.orc.schedule.HostDisks;
import io.quark.orc.schedule.HostFacts;
import io.quark.orc.schedule.HostFacts.Condition;
import io.quark.orc.schedule.HostReach;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One host in the {@link ClusterIndex}, with its sums kept up as its parts change. */
final class HostEntry {

    private final String name;
    private final Map<String, SeenTask> tasks = new HashMap<>();
    private final Map<String, ManagedRecord> managing = new HashMap<>();
    private Resources used = Resources.NONE;
    private Resources reserved = Resources.NONE;
    private @Nullable ComputeSelf self;
    private Resources capacity = Resources.NONE;
    private HostReach reach = HostReach.FLAT;
    private HostDisks disks = HostDisks.OWN;
    private boolean alive = false;
    private Instant silentSince;
    private @Nullable Integer nextTasksVersion;
    private int reservations = 0;
    private int ownUnseenWrites = 0;
    private boolean own = true;

    HostEntry(String name, Instant now) {
        this.name = name;
        this.silentSince = now;
    }

    void alive(boolean now, Instant at) {
        if (alive && !now) {
            silentSince = at;
        }
        alive = now;
    }

    HostSign sign() {
        return new HostSign(true, alive ? Optional.empty() : Optional.of(silentSince));
    }

    void self(@Nullable ComputeSelf facts) {
        self = facts;
        capacity = facts == null ? Resources.NONE : facts.capacity();
        reach = facts == null ? HostReach.FLAT : HostReach.of(facts.network());
        disks = facts == null ? HostDisks.OWN : HostDisks.of(facts);
    }

    void own(boolean lies) {
        own = lies;
    }

    void nextTasksVersion(@Nullable Integer version) {
        nextTasksVersion = version;
    }

    /** The version that {@code next_tasks} has, own writes included that the view does not show yet. */
    Optional<Integer> expectedVersion() {
        return Optional.ofNullable(nextTasksVersion).map(version -> version + ownUnseenWrites);
    }

    void wrote(int times) {
        ownUnseenWrites += times;
    }

    void put(SeenTask task) {
        SeenTask before = tasks.put(task.path(), task);
        used = used.plus(task.task().consumes());
        if (before != null) {
            used = used.minus(before.task().consumes());
        }
    }

    Optional<SeenTask> removeTask(String path) {
        SeenTask before = tasks.remove(path);
        if (before != null) {
            used = used.minus(before.task().consumes());
        }
        return Optional.ofNullable(before);
    }

    void manage(String instance, @Nullable ManagedRecord record) {
        ManagedRecord before = record == null ? managing.remove(instance) : managing.put(instance, record);
        used = used.plus(record == null ? Resources.NONE : record.consumes())
                .minus(before == null ? Resources.NONE : before.consumes());
    }

    Optional<ManagedRecord> managed(String instance) {
        return Optional.ofNullable(managing.get(instance));
    }

    boolean manages(String instance) {
        return managing.containsKey(instance);
    }

    void reserve(Resources more) {
        reservations++;
        reserved = reserved.plus(more);
    }

    void release(Resources less) {
        reservations--;
        reserved = reserved.minus(less);
    }

    Resources free() {
        return capacity.minus(used).minus(reserved);
    }

    Iterable<SeenTask> tasks() {
        return tasks.values();
    }

    /** Whether nothing of it is left in the tree, and nothing that was counted here has to be taken back yet. */
    boolean vanished() {
        return self == null
                && !alive
                && nextTasksVersion == null
                && tasks.isEmpty()
                && managing.isEmpty()
                && reservations == 0
                && ownUnseenWrites == 0;
    }

    HostFacts facts() {
        ComputeSelf known = self;
        if (known == null) {
            return new HostFacts(name, Condition.DOWN, HostFacts.DEFAULT_ZONE, Map.of(), "", own, capacity);
        }
        return new HostFacts(
                name,
                condition(known),
                known.zone().orElse(HostFacts.DEFAULT_ZONE),
                known.labels(),
                known.hypervisor().kind(),
                own,
                capacity,
                reach,
                known.migration().isPresent(),
                disks);
    }

    /** What it says of itself, if it has ever said so. */
    Optional<ComputeSelf> self() {
        return Optional.ofNullable(self);
    }

    /** The address at which it takes tunnelled traffic. */
    Optional<String> tunnel() {
        return Optional.ofNullable(self).flatMap(known -> known.network().tunnel());
    }

    private Condition condition(ComputeSelf known) {
        if (!alive || nextTasksVersion == null) {
            return Condition.DOWN;
        }
        return known.state().equals(ComputeSelf.READY) ? Condition.READY : Condition.CORDONED;
    }
}
