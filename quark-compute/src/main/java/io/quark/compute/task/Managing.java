package io.quark.compute.task;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code managing} of one compute, as this daemon writes it: nobody else does. Lives on the loop.
 */
final class Managing {

    private static final Logger LOG = LoggerFactory.getLogger(Managing.class);

    private final Loop loop;
    private final Tree tree;
    private final String host;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> writing = new HashSet<>();

    Managing(Loop loop, Tree tree, String host) {
        this.loop = loop;
        this.tree = tree;
        this.host = host;
    }

    /** @param version of the record in the tree */
    private record Entry(Managed managed, int version) {}

    /** Takes a record as it was read. */
    void loaded(String instance, Optional<Node> node) {
        try {
            node.ifPresentOrElse(
                    found -> entries.put(instance, new Entry(found.as(Managed.class), found.version())),
                    () -> entries.remove(instance));
        } catch (MalformedRecordException e) {
            LOG.error("managing/{} of {} cannot be read: {}", instance, host, e.getMessage());
        }
    }

    Set<String> instances() {
        return Set.copyOf(entries.keySet());
    }

    /** Those that are machines: the others have no domain. */
    Map<String, Managed> machines() {
        Map<String, Managed> machines = new HashMap<>();
        entries.forEach((instance, entry) -> {
            if (entry.managed().isMachine()) {
                machines.put(instance, entry.managed());
            }
        });
        return machines;
    }

    /** How many machines; from any thread, approximately. */
    int size() {
        return (int) entries.values().stream()
                .filter(entry -> entry.managed().isMachine())
                .count();
    }

    Optional<Managed> get(String instance) {
        return Optional.ofNullable(entries.get(instance)).map(Entry::managed);
    }

    /** What all machines here consume. */
    Resources consumes() {
        return entries.values().stream()
                .map(entry -> entry.managed().consumes())
                .reduce(Resources.NONE, Resources::plus);
    }

    /** What puts a machine here, for a transaction; {@link #put} when it was committed. */
    List<Op> putting(String instance, Managed managed) {
        Entry entry = entries.get(instance);
        return List.of(
                entry == null ? Op.create(path(instance), managed) : Op.set(path(instance), managed, entry.version()));
    }

    void put(String instance, Managed managed) {
        Entry before = entries.get(instance);
        entries.put(instance, new Entry(managed, before == null ? 0 : before.version() + 1));
    }

    /** What takes a machine away, for a transaction; nothing where there is none. {@link #remove} when committed. */
    List<Op> removing(String instance) {
        Entry entry = entries.get(instance);
        return entry == null ? List.of() : List.of(Op.delete(path(instance), entry.version()));
    }

    void remove(String instance) {
        entries.remove(instance);
    }

    /** Reads one record again: something was not as remembered. */
    CompletableFuture<Void> reload(String instance) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.when(tree.latest(List.of(path(instance))), (nodes, failure) -> {
            loaded(instance, nodes == null ? Optional.empty() : nodes.get(0));
            done.complete(null);
        });
        return done;
    }

    /** Reads all records again: this host may have been taken for dead, and its machines given to others. */
    CompletableFuture<Void> reloadAll() {
        List<String> instances = List.copyOf(entries.keySet());
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.when(tree.latest(instances.stream().map(this::path).toList()), (nodes, failure) -> {
            for (int i = 0; nodes != null && i < instances.size(); i++) {
                loaded(instances.get(i), nodes.get(i));
            }
            done.complete(null);
        });
        return done;
    }

    /** Writes what the hypervisor says of a machine, if that is news. */
    void report(String instance, MachineStatus status) {
        change(instance, managed -> managed.status() == status ? managed : managed.with(status));
    }

    private void change(String instance, UnaryOperator<Managed> change) {
        Entry entry = entries.get(instance);
        if (entry == null || writing.contains(instance)) {
            return; // the next look at the hypervisor tells it again
        }
        Managed changed = change.apply(entry.managed());
        if (changed.equals(entry.managed())) {
            return;
        }
        LOG.info(
                "{} on {} is {} (was {})",
                instance,
                host,
                changed.status(),
                entry.managed().status());
        writing.add(instance);
        loop.when(tree.commit(new Transaction(putting(instance, changed))), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                writing.remove(instance);
                put(instance, changed);
            } else {
                loop.when(reload(instance), (nothing, ignored) -> writing.remove(instance));
            }
        });
    }

    private String path(String instance) {
        return tree.paths().managed(host, instance);
    }
}
