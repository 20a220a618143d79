package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.tree.Paths;
import java.util.List;
import java.util.Optional;

/** Short words for what tests do with QoS policies. */
final class QosDrive {

    private final NetDrive drive;

    QosDrive(NetDrive drive) {
        this.drive = drive;
    }

    /** Makes a policy of these rules; returns its id. */
    String policy(QosRule... rules) {
        QosPolicy policy = of(NetWorld.PROJECT, "qos-" + Ids.fresh().substring(24), false, rules);
        create(policy).succeeds();
        return policy.id();
    }

    QosPolicy of(String project, String name, boolean shared, QosRule... rules) {
        return new QosPolicy(
                Ids.fresh(),
                name,
                project,
                "",
                shared,
                List.of(rules),
                1,
                QosPolicy.State.ACTIVE,
                drive.world.tree.now(),
                "");
    }

    NetDrive.Unit create(QosPolicy policy) {
        return drive.unit(policy.id(), new CreateQosPolicy(Optional.of(policy), List.of()));
    }

    NetDrive.Unit delete(String policy) {
        return drive.unit(policy, new NetRequest.DeleteQosPolicy());
    }

    NetDrive.Unit rules(String policy, QosRule... rules) {
        return drive.unit(
                policy,
                new UpdateQosPolicy(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(List.of(rules)),
                        Optional.empty()));
    }

    NetDrive.Unit share(String policy, boolean shared) {
        return drive.unit(
                policy,
                new UpdateQosPolicy(
                        Optional.empty(), Optional.empty(), Optional.of(shared), Optional.empty(), Optional.empty()));
    }

    NetDrive.Unit put(String policy, QosRule rule) {
        return drive.unit(
                policy, new SyncQosPolicyRules(Optional.of(rule), Optional.empty(), List.of(), Optional.empty()));
    }

    NetDrive.Unit remove(String policy, String rule) {
        return drive.unit(
                policy, new SyncQosPolicyRules(Optional.empty(), Optional.of(rule), List.of(), Optional.empty()));
    }

    NetDrive.Unit bindNetwork(String network, String policy) {
        return drive.unit(network, updateNetwork(policy));
    }

    static UpdateNetwork updateNetwork(String policy) {
        return new UpdateNetwork(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(policy),
                Optional.empty(),
                Optional.empty());
    }

    static UpdateNetwork mtu(int mtu) {
        return new UpdateNetwork(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(mtu),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static UpdatePort updatePort(String network, String policy) {
        return new UpdatePort(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(policy),
                Optional.empty(),
                Optional.empty());
    }

    /** A port under a policy, by itself; returns its id. */
    String port(String network, String policy) {
        return drive.unit("", new NetRequest.CreatePorts(List.of(spec(network, policy)), 0))
                .succeeds()
                .getOrDefault("port", "");
    }

    static PortSpec spec(String network, String policy) {
        return new PortSpec(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of(policy),
                List.of());
    }

    static NicRequest on(String network, String policy) {
        return new NicRequest(network, Optional.empty(), List.of(), Optional.empty(), Optional.of(policy), List.of());
    }

    QosPolicy record(String id) {
        return drive.world
                .tree
                .node(drive.world.tree.paths.qosPolicy(id))
                .orElseThrow()
                .as(QosPolicy.class);
    }

    /** What is bound to a policy, by the tree. */
    List<String> bindings(String policy) {
        PaperTree tree = drive.world.tree;
        return tree.below(tree.paths.qosBindings(policy)).stream()
                .filter(node -> tree.paths.parts(node.path()).size() == 6)
                .map(node -> Paths.lastPart(node.path()))
                .toList();
    }
}
