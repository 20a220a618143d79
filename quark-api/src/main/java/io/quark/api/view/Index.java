package io.quark.api.view;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records of one kind, read once, found by id and by name and walked in the order of project, name and id. Fed by the cuts of a view on
 * its thread; read by any.
 */
public final class Index<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Index.class);
    private static final char SEPARATOR = '\0';

    private final Class<T> type;
    private final Predicate<String> mine;
    private final Identity<T> identity;
    private final Map<String, Entry<T>> byPath = new ConcurrentHashMap<>();
    private final Map<String, Entry<T>> byId = new ConcurrentHashMap<>();
    private final NavigableMap<String, Entry<T>> inOrder = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** What a record is known by. */
    public record Identity<T>(Function<T, String> id, Function<T, String> project, Function<T, String> name) {

        String key(T value) {
            return project.apply(value) + SEPARATOR + name.apply(value) + SEPARATOR + id.apply(value);
        }
    }

    /**
     * An empty index.
     *
     * @param mine whether the node at a path is such a record
     */
    public Index(Class<T> type, Predicate<String> mine, Identity<T> identity) {
        this.type = type;
        this.mine = mine;
        this.identity = identity;
    }

    /** Takes in what changed. */
    public void apply(TreeView.Cut cut) {
        for (TreeView.Change change : cut.changes()) {
            if (mine.test(change.path())) {
                Optional<Entry<T>> entry = change.after().flatMap(this::read);
                Optional.ofNullable(byPath.remove(change.path())).ifPresent(old -> {
                    forget(old, entry);
                    count(old, -1);
                });
                entry.ifPresent(now -> {
                    remember(change.path(), now);
                    count(now, 1);
                });
            }
        }
    }

    private void count(Entry<T> entry, int by) {
        counts.merge(
                identity.project().apply(entry.value()),
                by,
                (before, more) -> before + more == 0 ? null : before + more);
    }

    private Optional<Entry<T>> read(Node node) {
        try {
            T value = node.as(type);
            return Optional.of(new Entry<>(identity.key(value), value, node));
        } catch (MalformedRecordException e) {
            LOG.warn("{} cannot be read and is not shown: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }

    private void remember(String path, Entry<T> entry) {
        byPath.put(path, entry);
        byId.put(identity.id().apply(entry.value()), entry);
        inOrder.put(entry.key(), entry);
    }

    /** Replaced under the same id and name it is left for its successor to overwrite, so that readers never miss it. */
    private void forget(Entry<T> old, Optional<Entry<T>> successor) {
        String id = identity.id().apply(old.value());
        if (successor.filter(now -> identity.id().apply(now.value()).equals(id)).isEmpty()) {
            byId.remove(id, old);
        }
        if (successor.filter(now -> now.key().equals(old.key())).isEmpty()) {
            inOrder.remove(old.key(), old);
        }
    }

    public Optional<Entry<T>> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All of that name in a project, by id. */
    public List<Entry<T>> named(String project, String name) {
        String from = project + SEPARATOR + name + SEPARATOR;
        return List.copyOf(below(from).values());
    }

    /** All of a project, or of every project where none is given, in order. */
    public NavigableMap<String, Entry<T>> in(Optional<String> project) {
        return project.map(name -> below(name + SEPARATOR)).orElse(inOrder);
    }

    /** How many a project has; known without walking them. */
    public int count(String project) {
        return counts.getOrDefault(project, 0);
    }

    /** What its records are known by. */
    public Identity<T> identity() {
        return identity;
    }

    public int size() {
        return byId.size();
    }

    private NavigableMap<String, Entry<T>> below(String prefix) {
        String end = prefix.substring(0, prefix.length() - 1) + (char) (SEPARATOR + 1);
        return inOrder.subMap(prefix, true, end, false);
    }
}
