package io.quark.api.view;

import io.quark.api.view.Index.Identity;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.MacRange;
import io.quark.common.model.Quota;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeView;
import java.util.Optional;
import java.util.stream.Stream;

/** What networks draw on, as the view shows it: IP policies, ranges of MACs, pools of segments, quotas. Thread safe. */
public final class NetCatalogue {

    /** The project that names of what no project owns are unique in. */
    public static final String ALL = "all";

    private static final Lookup.Scope EVERYWHERE = new Lookup.Scope(project -> Stream.of(ALL), project -> "", "");

    private final TreeView view;
    private final Paths paths;
    private final Index<IpPolicy> policies;
    private final Index<MacRange> macRanges;
    private final Index<SegmentPool> segmentPools;
    private final Index<Quota> quotas;

    NetCatalogue(TreeView view, Paths paths) {
        this.view = view;
        this.paths = paths;
        policies = new Index<>(
                IpPolicy.class,
                path -> isChildOf(paths.ipPolicies(), path),
                new Identity<>(IpPolicy::id, IpPolicy::project, IpPolicy::name));
        macRanges = new Index<>(
                MacRange.class,
                path -> isChildOf(paths.macRanges(), path) && !path.endsWith("/" + TreeLayout.REQUESTED_MACS),
                new Identity<>(MacRange::id, range -> ALL, MacRange::name));
        segmentPools = new Index<>(
                SegmentPool.class,
                path -> isChildOf(paths.segmentPools(), path),
                new Identity<>(SegmentPool::id, pool -> ALL, SegmentPool::name));
        quotas = new Index<>(
                Quota.class,
                path -> isChildOf(paths.quotas(), path),
                new Identity<>(Quota::project, Quota::project, quota -> ""));
    }

    void apply(TreeView.Cut cut) {
        policies.apply(cut);
        macRanges.apply(cut);
        segmentPools.apply(cut);
        quotas.apply(cut);
    }

    static boolean isChildOf(String parent, String path) {
        return path.startsWith(parent + "/") && path.indexOf('/', parent.length() + 1) < 0;
    }

    public Index<IpPolicy> policies() {
        return policies;
    }

    /** Without the place of MACs that lie in no range. */
    public Index<MacRange> macRanges() {
        return macRanges;
    }

    public Index<SegmentPool> segmentPools() {
        return segmentPools;
    }

    /** By project. */
    public Index<Quota> quotas() {
        return quotas;
    }

    /** A project's own policies, and shared ones by their id. */
    public Lookup<IpPolicy> findPolicy() {
        return new Lookup<>(
                "IP policy",
                "/v1/ip-policies",
                policies,
                (policy, project) -> policy.shared() || policy.project().equals(project));
    }

    public Lookup<MacRange> findMacRange() {
        return new Lookup<>("MAC range", "/v1/mac-ranges", macRanges, (range, project) -> true, EVERYWHERE);
    }

    public Lookup<SegmentPool> findSegmentPool() {
        return new Lookup<>("segment pool", "/v1/segment-pools", segmentPools, (pool, project) -> true, EVERYWHERE);
    }

    /** The subnets that a policy is bound to: their ids, each with the id of its network. */
    public Stream<Binding> bindings(String policy) {
        return view.children(paths.ipPolicyBindings(policy)).stream()
                .sorted()
                .flatMap(subnet -> view.get(paths.ipPolicyBinding(policy, subnet)).stream()
                        .filter(Cluster::hasRecord)
                        .map(node ->
                                new Binding(subnet, node.as(BindingRecord.class).network())));
    }

    /** A subnet that a policy is bound to. */
    public record Binding(String subnet, String network) {}

    private record BindingRecord(String network) {}

    /** The claims below a node that spreads them over buckets, with their last path part, in the order of bucket and name. */
    public Stream<Claimed> claims(String spread) {
        return view.children(spread).stream().sorted().flatMap(bucket -> claimsIn(spread + "/" + bucket));
    }

    private Stream<Claimed> claimsIn(String bucket) {
        return view.children(bucket).stream()
                .sorted()
                .flatMap(name -> view.get(bucket + "/" + name).stream()
                        .filter(Cluster::hasRecord)
                        .map(node -> new Claimed(Paths.lastPart(bucket), name, node)));
    }

    /** The claim of that name, in whichever bucket it lies. */
    public Optional<Claimed> claim(String spread, String name) {
        return view.children(spread).stream()
                .flatMap(bucket -> view.get(spread + "/" + bucket + "/" + name).stream()
                        .map(node -> new Claimed(bucket, name, node)))
                .findFirst();
    }

    /** A claim's node. */
    public record Claimed(String bucket, String name, Node node) {}
}
