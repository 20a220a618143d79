package io.quark.orc.qos;

import io.quark.common.model.Applied;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.net.qos.HostReport;
import io.quark.net.qos.QosConvergence;
import io.quark.net.qos.QosStatus;
import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The QoS policies in memory with what hosts say of them, kept up change by change: how far the hosts are with one policy costs as much as it
 * concerns hosts, however many there are.
 *
 * <p>Fed by the changes of {@code computes/<host>/applied} and {@code alive}, of networks' records, of policies and their
 * bindings; others are ignored. Not thread safe: it belongs to the event thread.
 */
public final class QosIndex {

    private static final String APPLIED = "/applied";
    private static final String ALIVE = "/alive";

    private final Records records;
    private final Function<String, HostSign> signs;
    private final String computes;
    private final String networksPath;
    private final String policiesPath;
    private final Map<String, Applied> hosts = new HashMap<>();
    private final Map<String, CarriedNetwork> networks = new HashMap<>();
    private final Map<String, KnownPolicy> policies = new HashMap<>();
    private final Set<String> moved = new LinkedHashSet<>();

    /** @param signs whether a host gives a sign of life */
    public QosIndex(Paths paths, Records records, Function<String, HostSign> signs) {
        this.records = records;
        this.signs = signs;
        this.computes = paths.computes() + "/";
        this.networksPath = paths.networks() + "/";
        this.policiesPath = paths.qosPolicies() + "/";
    }

    /** Tells what has become of a policy's record. */
    public interface PolicyWatch {
        /** Both are present where it was changed. */
        void policy(String id, Optional<QosPolicy> before, Optional<QosPolicy> after);
    }

    /** Takes in one change of a cut. */
    public void apply(TreeView.Change change, PolicyWatch watch) {
        String path = change.path();
        if (path.startsWith(computes)) {
            if (path.endsWith(APPLIED)) {
                name(path, computes, APPLIED).ifPresent(host -> applied(host, change.after()));
            } else if (path.endsWith(ALIVE)) {
                name(path, computes, ALIVE).ifPresent(this::signed);
            }
        } else if (path.startsWith(networksPath)) {
            name(path, networksPath, "").ifPresent(network -> network(network, change.after()));
        } else if (path.startsWith(policiesPath)) {
            String[] parts = path.substring(policiesPath.length()).split("/", -1);
            if (parts.length == 1) {
                policy(parts[0], change.after(), watch);
            } else if (parts.length == 4) {
                binding(parts[0], parts[3], change.after());
            }
        }
    }

    /** The one part of the path between prefix and suffix; empty where there are more. */
    private static Optional<String> name(String path, String prefix, String suffix) {
        int end = path.length() - suffix.length();
        return end > prefix.length() && path.lastIndexOf('/', end - 1) == prefix.length() - 1
                ? Optional.of(path.substring(prefix.length(), end))
                : Optional.empty();
    }

    private void applied(String host, Optional<Node> node) {
        Applied now = node.filter(some -> some.data().length > 0)
                .flatMap(some -> records.read(some, Applied.class))
                .orElse(Applied.NOTHING);
        Applied before = now.equals(Applied.NOTHING) ? hosts.remove(host) : hosts.put(host, now);
        Applied was = before == null ? Applied.NOTHING : before;
        for (String id : both(was.policies(), now.policies())) {
            boolean carried = now.policies().containsKey(id);
            change(id, policy -> {
                if (carried) {
                    policy.carriers().add(host);
                } else {
                    policy.carriers().remove(host);
                }
            });
        }
        for (String id : both(was.networks(), now.networks())) {
            Applied.AppliedNetwork carried = now.networks().get(id);
            CarriedNetwork network = networks.computeIfAbsent(id, key -> new CarriedNetwork());
            if (carried != null) {
                network.follows(host, carried.version());
            } else {
                network.drops(host);
            }
            moved.addAll(network.policies());
            forget(id, network);
        }
    }

    /** The keys of what is not the same in both. */
    private static <T> List<String> both(Map<String, T> was, Map<String, T> now) {
        Set<String> ids = new LinkedHashSet<>(was.keySet());
        ids.addAll(now.keySet());
        return ids.stream()
                .filter(id -> !Objects.equals(was.get(id), now.get(id)))
                .toList();
    }

    /** Its sign of life came or went. */
    private void signed(String host) {
        Applied applied = hosts.getOrDefault(host, Applied.NOTHING);
        moved.addAll(applied.policies().keySet());
        applied.networks().keySet().forEach(id -> {
            CarriedNetwork network = networks.get(id);
            if (network != null && network.behind().contains(host)) {
                moved.addAll(network.policies());
            }
        });
    }

    private void network(String id, Optional<Node> node) {
        CarriedNetwork network = networks.computeIfAbsent(id, key -> new CarriedNetwork());
        if (network.record(node.map(Node::version))) {
            moved.addAll(network.policies());
        }
        forget(id, network);
    }

    private void policy(String id, Optional<Node> node, PolicyWatch watch) {
        Optional<QosPolicy> before = record(id).map(SeenPolicy::policy);
        Optional<SeenPolicy> now = node.flatMap(
                some -> records.read(some, QosPolicy.class).map(policy -> new SeenPolicy(policy, some.version())));
        change(id, policy -> policy.record(now));
        Optional<QosPolicy> after = now.map(SeenPolicy::policy);
        if (!before.equals(after)) {
            watch.policy(id, before, after);
        }
    }

    private void binding(String policy, String target, Optional<Node> node) {
        Optional<String> network = node.flatMap(some -> records.read(some, QosPolicy.Binding.class))
                .filter(binding -> binding.type().equals(QosPolicy.Binding.NETWORK))
                .map(QosPolicy.Binding::network);
        change(policy, known -> {
            known.unbind(target).ifPresent(was -> bound(was, of -> of.remove(policy)));
            if (node.isPresent()) {
                known.bind(target, network);
                network.ifPresent(is -> bound(is, of -> of.add(policy)));
            }
        });
    }

    private void bound(String id, Consumer<Set<String>> what) {
        CarriedNetwork network = networks.computeIfAbsent(id, key -> new CarriedNetwork());
        what.accept(network.policies());
        forget(id, network);
    }

    private void change(String id, Consumer<KnownPolicy> what) {
        KnownPolicy policy = policies.computeIfAbsent(id, key -> new KnownPolicy());
        what.accept(policy);
        moved.add(id);
        if (policy.isForgotten()) {
            policies.remove(id);
        }
    }

    private void forget(String id, CarriedNetwork network) {
        if (network.isForgotten()) {
            networks.remove(id);
        }
    }

    /** A policy's record, if it is there and can be read. */
    public Optional<SeenPolicy> record(String policy) {
        return Optional.ofNullable(policies.get(policy)).flatMap(KnownPolicy::record);
    }

    /** All policies that are there. */
    public List<QosPolicy> all() {
        return policies.values().stream()
                .flatMap(policy -> policy.record().stream())
                .map(SeenPolicy::policy)
                .toList();
    }

    /**
     * The slots of the rules that a host's driver has to put into force for a port: those of its own policy, else of its network's.
     * Promised bandwidth is kept by where machines are placed.
     */
    public Set<String> ruleSlots(Optional<String> own, String network) {
        Optional<String> policy = own.or(() -> Optional.ofNullable(networks.get(network))
                .flatMap(known -> known.policies().stream().findFirst()));
        return policy.flatMap(this::record).stream()
                .flatMap(seen -> seen.policy().rules().stream())
                .filter(rule -> !(rule instanceof QosRule.MinimumBandwidth))
                .map(QosRule::slot)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How far the hosts are that it concerns. */
    public QosStatus status(String policy, int revision) {
        KnownPolicy known = policies.getOrDefault(policy, new KnownPolicy());
        Set<String> concerned = new HashSet<>(known.carriers());
        Map<String, Integer> versions = new HashMap<>();
        for (String id : known.networks()) {
            CarriedNetwork network = networks.get(id);
            if (network != null && !network.behind().isEmpty()) {
                concerned.addAll(network.behind());
                network.version().ifPresent(version -> versions.put(id, version));
            }
        }
        List<HostReport> reports = new ArrayList<>(concerned.size());
        for (String host : concerned) {
            HostSign sign = signs.apply(host);
            reports.add(
                    new HostReport(host, sign.alive(), sign.silentSince(), hosts.getOrDefault(host, Applied.NOTHING)));
        }
        return new QosConvergence(policy, revision, known.isBound(), versions).of(reports);
    }

    /** Which policies stand differently since the last call, in their records or on hosts. */
    public List<String> takeMoved() {
        List<String> ids = List.copyOf(moved);
        moved.clear();
        return ids;
    }
}
