package io.quark.compute.testing;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Place;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.Segment;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What orc writes of networks, policies, places and groups, as far as hosts follow it. */
public final class NetTree {

    public static final Segment VXLAN = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(7));

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Paths paths;
    private final Consumer<Op[]> commit;

    /** @param commit of one transaction, which has to succeed */
    public NetTree(Paths paths, Consumer<Op[]> commit) {
        this.paths = paths;
        this.commit = commit;
    }

    /** A NIC on that network, under that policy of its own. */
    public static Nic nic(int number, String network, Segment segment, Optional<String> policy, String... groups) {
        Nic nic = Machines.nic(number);
        return new Nic(
                Ids.fresh(),
                new Nic.NicNetwork(network, "web", "bridge", segment, 1450),
                nic.mac(),
                nic.addresses(),
                policy,
                List.of(groups));
    }

    public String network(Optional<String> policy) {
        return network(Segment.FLAT, policy);
    }

    public String network(Segment segment, Optional<String> policy) {
        String id = Ids.fresh();
        List<Op> ops = new ArrayList<>();
        ops.add(Op.create(paths.network(id), record(id, segment, policy)));
        ops.add(Op.createEmpty(paths.places(id)));
        for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
            ops.add(Op.createEmpty(paths.placeBucket(id, bucket)));
        }
        commit(ops);
        return id;
    }

    /** Binds the network to another policy, or to none. */
    public void bind(String network, Optional<String> policy) {
        commit(List.of(Op.set(paths.network(network), record(network, Segment.FLAT, policy), Op.ANY_VERSION)));
    }

    /** A policy at revision 1 that limits what machines send. */
    public String policy(long kbps) {
        String id = Ids.fresh();
        commit(List.of(Op.create(paths.qosPolicy(id), record(id, 1, limit(kbps)))));
        return id;
    }

    public void change(String policy, int revision, QosRule... rules) {
        commit(List.of(Op.set(paths.qosPolicy(policy), record(policy, revision, rules), Op.ANY_VERSION)));
    }

    public static QosRule limit(long kbps) {
        return new QosRule.BandwidthLimit(Ids.derived("rule"), Direction.EGRESS, kbps, 1_000);
    }

    public void place(String network, String port, String host, String tunnel, String mac) {
        commit(List.of(Op.create(paths.place(network, port), new Place(host, tunnel, mac, Ids.fresh()))));
    }

    public void unplace(String network, String port) {
        commit(List.of(Op.delete(paths.place(network, port), Op.ANY_VERSION)));
    }

    /** A group that lets TCP in from members of another. */
    public String group(Optional<String> from) {
        String id = Ids.fresh();
        SecurityGroup.Rule rule = new SecurityGroup.Rule(
                Ids.fresh(), Direction.INGRESS, "tcp", Optional.of(80), Optional.of(81), Optional.empty(), from);
        List<Op> ops = new ArrayList<>();
        ops.add(Op.create(
                paths.securityGroup(id), new SecurityGroup(id, "web", "default", "", List.of(rule), 1, NOW, "op")));
        ops.add(Op.createEmpty(paths.groupMembers(id)));
        for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
            ops.add(Op.createEmpty(paths.groupMemberBucket(id, bucket)));
        }
        commit(ops);
        return id;
    }

    public void join(String group, String network, String... addresses) {
        commit(List.of(Op.create(
                paths.groupMember(group, Ids.fresh()), new SecurityGroup.Member(network, Arrays.asList(addresses)))));
    }

    private static Network record(String id, Segment segment, Optional<String> policy) {
        return new Network(
                id,
                "web",
                "default",
                "bridge",
                segment,
                1450,
                Network.Family.ANY,
                false,
                policy,
                List.of(),
                Network.State.ACTIVE,
                NOW,
                "op");
    }

    private static QosPolicy record(String id, int revision, QosRule... rules) {
        return new QosPolicy(
                id, "gold", "default", "", false, Arrays.asList(rules), revision, QosPolicy.State.ACTIVE, NOW, "op");
    }

    private void commit(List<Op> ops) {
        commit.accept(ops.toArray(Op[]::new));
    }
}
