package io.quark.orc.loop;

import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.orc.cluster.Records;
import io.quark.orc.workflow.OpenWork;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work units of all shards that have not ended, and their cancel marks. Those of shards that this process does not lead
 * are kept as they came, so that a shard can be taken over at once; those of led ones are read when they come, once. Not
 * thread safe: it belongs to the event thread.
 */
final class WorkBoard {

    private final Paths paths;
    private final Records records;
    private final int prefix;
    private final List<Map<String, Entry>> shards = new ArrayList<>();
    private final Map<String, Set<String>> byTarget = new HashMap<>();
    private final Map<String, String> targets = new HashMap<>();
    private final int[] active;
    private final boolean[] led;

    WorkBoard(Paths paths, Records records) {
        this.paths = paths;
        this.records = records;
        this.prefix = paths.orcShards().length() + 1;
        this.active = new int[paths.shards()];
        this.led = new boolean[paths.shards()];
        for (int shard = 0; shard < paths.shards(); shard++) {
            shards.add(new LinkedHashMap<>());
        }
    }

    private static final class Entry {
        @Nullable
        Node next;

        @Nullable
        Node active;

        boolean cancel;

        @Nullable
        WorkUnit unit;

        boolean isEmpty() {
            return next == null && active == null && !cancel;
        }

        @Nullable
        Node node() {
            return active != null ? active : next;
        }
    }

    /**
     * Takes in one change of a cut; one of another part of the tree is ignored.
     *
     * @param touched is told the ids that may be decided otherwise now
     */
    void apply(TreeView.Change change, Consumer<String> touched) {
        String path = change.path();
        if (path.length() <= prefix || !path.startsWith(paths.orcShards())) {
            return;
        }
        String[] parts = path.substring(prefix).split("/", 4);
        if (parts.length != 3) {
            return;
        }
        int shard = Integer.parseInt(parts[0], 16);
        String id = parts[2];
        Map<String, Entry> entries = shards.get(shard);
        Entry entry = entries.computeIfAbsent(id, key -> new Entry());
        Node node = change.after().orElse(null);
        switch (parts[1]) {
            case "next_tasks" -> {
                entry.next = node;
                entry.unit = entry.active == null ? null : entry.unit;
            }
            case "active_tasks" -> {
                active[shard] += (node == null ? 0 : 1) - (entry.active == null ? 0 : 1);
                entry.active = node;
                entry.unit = null;
            }
            case "cancels" -> entry.cancel = node != null;
            default -> {
                // not about a work unit
            }
        }
        if (entry.node() == null) {
            forget(id, entry, touched);
        } else if (led[shard]) {
            read(entry);
        }
        if (entry.isEmpty()) {
            entries.remove(id);
        }
        touched.accept(id);
    }

    /** It has ended, or is about to be seen in its next place: others may have waited for that. */
    private void forget(String id, Entry entry, Consumer<String> touched) {
        entry.unit = null;
        String target = targets.remove(id);
        Set<String> same = target == null ? null : byTarget.get(target);
        if (same != null) {
            same.remove(id);
            same.forEach(touched);
            if (same.isEmpty()) {
                byTarget.remove(target);
            }
        }
    }

    private Optional<WorkUnit> read(Entry entry) {
        Node node = entry.node();
        if (entry.unit == null && node != null) {
            entry.unit = records.read(node, WorkUnit.class).orElse(null);
            if (entry.unit != null) {
                String target = entry.unit.target().id();
                targets.put(entry.unit.id(), target);
                byTarget.computeIfAbsent(target, key -> new LinkedHashSet<>()).add(entry.unit.id());
            }
        }
        return Optional.ofNullable(entry.unit);
    }

    /** From now on this process leads the shard: its work units are read. */
    void lead(int shard) {
        led[shard] = true;
        shards.get(shard).values().forEach(this::read);
    }

    void unlead(int shard) {
        led[shard] = false;
        shards.get(shard).forEach((id, entry) -> forget(id, entry, other -> {}));
    }

    /** The work unit, if it has not ended and can be read. */
    Optional<OpenWork> open(String id) {
        Entry entry = shards.get(paths.shardOf(id)).get(id);
        if (entry == null) {
            return Optional.empty();
        }
        Node node = entry.node();
        if (node == null) {
            return Optional.empty();
        }
        boolean taken = entry.active != null;
        boolean cancel = entry.cancel;
        return read(entry).map(unit -> new OpenWork(unit, taken, node.version(), cancel));
    }

    /** First those that have been begun, then the others in the order in which the tree took them in, whichever api they came from. */
    List<OpenWork> openFor(String target) {
        Set<String> ids = byTarget.getOrDefault(target, Set.of());
        if (ids.size() == 1) {
            return open(ids.iterator().next()).map(List::of).orElse(List.of());
        }
        return ids.stream()
                .sorted(Comparator.comparing((String id) -> !begun(id)).thenComparing(this::arrival))
                .flatMap(id -> open(id).stream())
                .toList();
    }

    private boolean begun(String id) {
        Entry entry = shards.get(paths.shardOf(id)).get(id);
        return entry != null && entry.active != null;
    }

    private long arrival(String id) {
        Entry entry = shards.get(paths.shardOf(id)).get(id);
        Node node = entry == null ? null : entry.node();
        return node == null ? Long.MAX_VALUE : node.createdZxid();
    }

    boolean isOpen(String id) {
        Entry entry = shards.get(paths.shardOf(id)).get(id);
        return entry != null && entry.node() != null;
    }

    boolean cancelMark(String id) {
        Entry entry = shards.get(paths.shardOf(id)).get(id);
        return entry != null && entry.cancel;
    }

    void forEachFor(String target, Consumer<String> visitor) {
        byTarget.getOrDefault(target, Set.of()).forEach(visitor);
    }

    List<String> ids(int shard) {
        return List.copyOf(shards.get(shard).keySet());
    }

    /** How many work units of a shard are being driven. */
    int active(int shard) {
        return active[shard];
    }

    /** How many work units of a shard have not been begun. */
    int waiting(int shard) {
        return shards.get(shard).size() - active[shard];
    }
}
