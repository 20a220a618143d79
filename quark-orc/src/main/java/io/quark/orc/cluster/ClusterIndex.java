package io.quark.orc.cluster;

import io.quark.common.id.Ids;
import io.quark.common.model.ComputeSelf;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.orc.schedule.HostTable;
import io.quark.orc.schedule.PlacementRequest;
import io.quark.orc.schedule.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The computes in memory, kept up change by change: no change and no question costs more than O(log n) in the number of
 * hosts, and none walks the machines of a host.
 *
 * <p>What is free on a host is its capacity minus what its tasks and machines consume, minus this process's own
 * reservations. Not thread safe: it belongs to the event thread.
 */
public final class ClusterIndex {

    private final Paths paths;
    private final Records records;
    private final int prefix;
    private final HostTable table = new HostTable();
    private final Map<String, HostEntry> hosts = new HashMap<>();
    private final Map<String, Map<String, SeenTask>> tasksOfWork = new HashMap<>();
    private Predicate<String> own = host -> true;

    public ClusterIndex(Paths paths, Records records) {
        this.paths = paths;
        this.records = records;
        this.prefix = paths.computes().length() + 1;
    }

    /**
     * Takes in one change of a cut; one of another part of the tree is ignored.
     *
     * @param now when the cut was seen
     * @param touched is told the ids of work units which may now be decided otherwise
     */
    public void apply(TreeView.Change change, Instant now, Consumer<String> touched) {
        String path = change.path();
        if (path.length() <= prefix || !path.startsWith(paths.computes())) {
            return;
        }
        String[] parts = path.substring(prefix).split("/", 3);
        HostEntry host = hosts.computeIfAbsent(parts[0], name -> newHost(name, now));
        if (parts.length == 2) {
            applyToHost(host, parts[1], change, now, touched);
        } else if (parts.length == 3) {
            applyBelow(host, parts, change, touched);
        }
        forgetIfVanished(parts[0], host);
    }

    private void forgetIfVanished(String name, HostEntry host) {
        if (host.vanished()) {
            hosts.remove(name);
            table.remove(name);
        }
    }

    private HostEntry newHost(String name, Instant now) {
        HostEntry host = new HostEntry(name, now);
        host.own(own.test(name));
        return host;
    }

    private void applyToHost(
            HostEntry host, String what, TreeView.Change change, Instant now, Consumer<String> touched) {
        switch (what) {
            case "alive" -> {
                host.alive(change.after().isPresent(), now);
                host.tasks().forEach(task -> {
                    if (tasksOfWork.containsKey(task.task().workUnit())) {
                        touched.accept(task.task().workUnit());
                    }
                });
            }
            case "self" ->
                host.self(change.after()
                        .flatMap(node -> records.read(node, ComputeSelf.class))
                        .orElse(null));
            case "next_tasks" ->
                host.nextTasksVersion(change.after().map(Node::version).orElse(null));
            default -> {
                return; // active_tasks and managing themselves say nothing, and applied is read by QosIndex
            }
        }
        table.put(host.facts(), host.free());
    }

    private void applyBelow(HostEntry host, String[] parts, TreeView.Change change, Consumer<String> touched) {
        switch (parts[1]) {
            case "next_tasks" -> applyTask(host, parts[0], false, change, touched);
            case "active_tasks" -> applyTask(host, parts[0], true, change, touched);
            case "managing" ->
                host.manage(
                        parts[2],
                        change.after()
                                .flatMap(node -> records.read(node, ManagedRecord.class))
                                .orElse(null));
            default -> {
                return;
            }
        }
        table.setFree(parts[0], host.free());
    }

    private void applyTask(
            HostEntry host, String hostName, boolean taken, TreeView.Change change, Consumer<String> touched) {
        Optional<SeenTask> after = change.after()
                .flatMap(node -> records.read(node, TaskRecord.class)
                        .map(task ->
                                new SeenTask(hostName, node.path(), taken, node.version(), node.createdAt(), task)));
        if (after.isPresent()) {
            SeenTask seen = after.get();
            host.put(seen);
            if (!Ids.isId(seen.task().workUnit())) {
                return; // the daemon's own work: it takes room, and nobody waits for it
            }
            SeenTask before = tasksOfWork
                    .computeIfAbsent(seen.task().workUnit(), id -> new LinkedHashMap<>(2))
                    .put(seen.path(), seen);
            if (before == null || before.differsFrom(seen)) {
                touched.accept(seen.task().workUnit());
            }
            return;
        }
        host.removeTask(change.path()).ifPresent(gone -> {
            String workUnit = gone.task().workUnit();
            tasksOfWork.computeIfPresent(workUnit, (id, tasks) -> {
                tasks.remove(change.path());
                return tasks.isEmpty() ? null : tasks;
            });
            if (Ids.isId(workUnit)) {
                touched.accept(workUnit);
            }
        });
    }

    /** The hosts, as the scheduler wants them: to be read only. */
    public HostTable table() {
        return table;
    }

    /** The tasks of a work unit on any host, in the order in which they were first seen. */
    public List<SeenTask> tasksOf(String workUnit) {
        Map<String, SeenTask> tasks = tasksOfWork.get(workUnit);
        return tasks == null ? List.of() : new ArrayList<>(tasks.values());
    }

    public HostSign sign(String host) {
        HostEntry entry = hosts.get(host);
        return entry == null ? new HostSign(false, Optional.empty()) : entry.sign();
    }

    /** The names of those that give a sign of life. Costs O(n). */
    public List<String> liveHosts() {
        return hosts.entrySet().stream()
                .filter(host -> host.getValue().sign().alive())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What a host says of itself, if it has ever said so. */
    public Optional<ComputeSelf> self(String host) {
        return Optional.ofNullable(hosts.get(host)).flatMap(HostEntry::self);
    }

    /** The address at which a host takes tunnelled traffic, if it does. */
    public Optional<String> tunnel(String host) {
        return Optional.ofNullable(hosts.get(host)).flatMap(HostEntry::tunnel);
    }

    /** Whether the host says that it looks after this machine. */
    public boolean manages(String host, String instance) {
        HostEntry entry = hosts.get(host);
        return entry != null && entry.manages(instance);
    }

    /** What the host says of a machine, or of a volume, that it looks after. */
    public Optional<ManagedRecord> managed(String host, String instance) {
        return Optional.ofNullable(hosts.get(host)).flatMap(entry -> entry.managed(instance));
    }

    /** Why a host cannot take this beside what it has; whether it takes new machines does not matter. Empty if it can. */
    public Optional<String> lacks(String host, PlacementRequest more) {
        HostEntry entry = hosts.get(host);
        return entry == null
                ? Optional.of("there is no host " + host)
                : Scheduler.lacks(more, entry.facts(), entry.free());
    }

    /** Tells which hosts are this process's own from now on. Costs O(n log n). */
    public void ownHosts(Predicate<String> newOwn) {
        own = newOwn;
        hosts.forEach((name, host) -> {
            host.own(newOwn.test(name));
            table.put(host.facts(), host.free());
        });
    }

    /** Counts capacity as used, before the view shows it. */
    public void reserve(Reservation reservation) {
        change(reservation.host(), host -> host.reserve(reservation.consumes()));
    }

    /** Ends a reservation: the view shows it, or it came to nothing. */
    public void release(Reservation reservation) {
        change(reservation.host(), host -> host.release(reservation.consumes()));
    }

    private void change(String name, Consumer<HostEntry> what) {
        HostEntry host = hosts.get(name);
        if (host != null) {
            what.accept(host);
            table.setFree(name, host.free());
            forgetIfVanished(name, host);
        }
    }

    /** The version to expect of the host's {@code next_tasks}; empty if there is no such host. */
    public Optional<Integer> nextTasksVersion(String host) {
        return Optional.ofNullable(hosts.get(host)).flatMap(HostEntry::expectedVersion);
    }

    /** An own write of the host's {@code next_tasks} was committed, and the view does not show it yet. */
    public void wrote(String host) {
        change(host, entry -> entry.wrote(1));
    }

    /** The view shows what {@link #wrote} told of. */
    public void sawWrite(String host) {
        change(host, entry -> entry.wrote(-1));
    }

    /** All tasks now in the tree, whoever they are of. */
    public void forEachWorkUnit(Consumer<String> visitor) {
        List.copyOf(tasksOfWork.keySet()).forEach(visitor);
    }
}
