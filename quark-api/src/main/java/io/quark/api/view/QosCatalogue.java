package io.quark.api.view;

import io.quark.api.view.Index.Identity;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.SecurityGroup;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What rules the traffic of ports, as the view shows it: QoS policies and security groups, and what they hold. Thread safe. */
public final class QosCatalogue {

    private final TreeView view;
    private final Paths paths;
    private final Index<QosPolicy> policies;
    private final Index<SecurityGroup> groups;

    QosCatalogue(TreeView view, Paths paths) {
        this.view = view;
        this.paths = paths;
        policies = new Index<>(
                QosPolicy.class,
                path -> NetCatalogue.isChildOf(paths.qosPolicies(), path),
                new Identity<>(QosPolicy::id, QosPolicy::project, QosPolicy::name));
        groups = new Index<>(
                SecurityGroup.class,
                path -> NetCatalogue.isChildOf(paths.securityGroups(), path),
                new Identity<>(SecurityGroup::id, SecurityGroup::project, SecurityGroup::name));
    }

    void apply(TreeView.Cut cut) {
        policies.apply(cut);
        groups.apply(cut);
    }

    public Index<QosPolicy> policies() {
        return policies;
    }

    public Index<SecurityGroup> groups() {
        return groups;
    }

    /** A project's own policies, and shared ones by their id. */
    public Lookup<QosPolicy> findPolicy() {
        return new Lookup<>(
                "QoS policy",
                "/v1/qos-policies",
                policies,
                (policy, project) -> policy.shared() || policy.project().equals(project));
    }

    /** A project's own groups. */
    public Lookup<SecurityGroup> findGroup() {
        return new Lookup<>(
                "security group",
                "/v1/security-groups",
                groups,
                (group, project) -> group.project().equals(project));
    }

    /** Ids of the networks and ports that a policy is bound to, in the order of bucket and id. */
    public Stream<String> bindings(String policy) {
        return inBuckets(bucket -> paths.qosBindingBucket(policy, bucket));
    }

    /** How many these are. */
    public int countBindings(String policy) {
        return count(bucket -> paths.qosBindingBucket(policy, bucket));
    }

    /** Ids of the ports in a group, in the order of bucket and id. */
    public Stream<String> members(String group) {
        return inBuckets(bucket -> paths.groupMemberBucket(group, bucket));
    }

    /** How many these are. */
    public int countMembers(String group) {
        return count(bucket -> paths.groupMemberBucket(group, bucket));
    }

    private Stream<String> inBuckets(java.util.function.IntFunction<String> bucket) {
        return IntStream.range(0, Paths.BUCKETS_16)
                .boxed()
                .flatMap(number -> view.children(bucket.apply(number)).stream().sorted());
    }

    private int count(java.util.function.IntFunction<String> bucket) {
        return IntStream.range(0, Paths.BUCKETS_16)
                .map(number -> view.children(bucket.apply(number)).size())
                .sum();
    }
}
