package io.quark.api.view;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Applied;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What hosts say that they have realised, found by host, and the hosts by the policies and networks that they carry, so that nobody has to
 * ask them all. Fed by the cuts of a view on its thread; read by any.
 */
public final class AppliedIndex {

    private static final Logger LOG = LoggerFactory.getLogger(AppliedIndex.class);
    private static final int COMPUTE_CHILD = 3;

    private final Paths paths;
    private final Map<String, Applied> byHost = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> byPolicy = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> byNetwork = new ConcurrentHashMap<>();

    AppliedIndex(Paths paths) {
        this.paths = paths;
    }

    void apply(TreeView.Cut cut) {
        for (TreeView.Change change : cut.changes()) {
            List<String> parts = paths.parts(change.path());
            if (parts.size() == COMPUTE_CHILD
                    && parts.get(0).equals("computes")
                    && parts.get(2).equals("applied")) {
                replace(parts.get(1), change.after().flatMap(AppliedIndex::read));
            }
        }
    }

    private static Optional<Applied> read(Node node) {
        try {
            return Cluster.hasRecord(node) ? Optional.of(node.as(Applied.class)) : Optional.empty();
        } catch (MalformedRecordException e) {
            LOG.warn("{} cannot be read and is not counted: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }

    private void replace(String host, Optional<Applied> now) {
        Applied before = of(host);
        Applied after = now.orElse(Applied.NOTHING);
        now.ifPresentOrElse(applied -> byHost.put(host, applied), () -> byHost.remove(host));
        move(byPolicy, host, before.policies().keySet(), after.policies().keySet());
        move(byNetwork, host, before.networks().keySet(), after.networks().keySet());
    }

    private static void move(Map<String, Set<String>> hosts, String host, Set<String> before, Set<String> after) {
        after.stream()
                .filter(id -> !before.contains(id))
                .forEach(id -> hosts.computeIfAbsent(id, any -> new ConcurrentSkipListSet<>())
                        .add(host));
        before.stream()
                .filter(id -> !after.contains(id))
                .forEach(id -> hosts.computeIfPresent(id, (any, known) -> {
                    known.remove(host);
                    return known.isEmpty() ? null : known;
                }));
    }

    /** What a host has said last; nothing where it has said nothing. */
    public Applied of(String host) {
        return byHost.getOrDefault(host, Applied.NOTHING);
    }

    /** The hosts that carry a policy. */
    public Set<String> hostsOfPolicy(String policy) {
        return byPolicy.getOrDefault(policy, Set.of());
    }

    /** The hosts that carry a network. */
    public Set<String> hostsOfNetwork(String network) {
        return byNetwork.getOrDefault(network, Set.of());
    }
}
