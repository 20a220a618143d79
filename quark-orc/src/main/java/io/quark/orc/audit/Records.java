package io.quark.orc.audit;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Finding;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads the records of a view; one that cannot be read is a finding. For one thread. */
final class Records {

    private final TreeView view;
    private final List<Finding> findings;

    Records(TreeView view, List<Finding> findings) {
        this.view = view;
        this.findings = findings;
    }

    /** The paths of the children of a node. */
    Stream<String> below(String parent) {
        return view.children(parent).stream().map(child -> parent + "/" + child);
    }

    boolean exists(String path) {
        return view.get(path).isPresent();
    }

    <T> Optional<T> read(String path, Class<T> type) {
        Optional<Node> node = view.get(path);
        try {
            return node.map(it -> it.as(type));
        } catch (MalformedRecordException e) {
            findings.add(new Finding("I12", path, "cannot be read: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /** Each child of a node, with its name. */
    <T> void each(String parent, Class<T> type, BiConsumer<String, T> consumer) {
        below(parent).forEach(path -> read(path, type).ifPresent(it -> consumer.accept(path, it)));
    }

    /** Each child of each child: records in buckets. */
    <T> void eachInBuckets(String parent, Class<T> type, BiConsumer<String, T> consumer) {
        below(parent).forEach(bucket -> each(bucket, type, consumer));
    }

    static String name(String path) {
        return Paths.lastPart(path);
    }
}
