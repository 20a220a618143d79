package io.quark.api.qos;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemType;
import io.quark.api.qos.QosReach.DriverPlace;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.net.qos.QosRules;
import java.util.List;
import java.util.Optional;

/** The QoS policy that a network, port or interface is to be under: found, and looked at whether it can be. Reads views. Thread safe. */
public final class QosChoice {

    private static final String FIELD = "qos_policy";

    private final Cluster cluster;
    private final QosReach reach;
    private final QosSupport support;

    public QosChoice(Cluster cluster) {
        this.cluster = cluster;
        this.reach = new QosReach(cluster);
        this.support = new QosSupport(cluster, reach);
    }

    /**
     * The policy that a field names: one of the project, or one that others share; absent, too, where it says {@code none}.
     *
     * @param at pointer to what has the field
     * @param faults are added
     */
    public Optional<QosPolicy> named(String project, Optional<String> asked, String at, Faults faults) {
        String pointer = at + "/" + FIELD;
        return asked.filter(text -> !text.equals(NetRequest.NONE) && !faults.touch(pointer))
                .flatMap(text -> cluster.qos().findPolicy().resolved(project, text, pointer, faults))
                .filter(policy -> isActive(policy, pointer, faults));
    }

    private static boolean isActive(QosPolicy policy, String pointer, Faults faults) {
        if (policy.state() == QosPolicy.State.DELETING) {
            faults.add(pointer, "the QoS policy " + policy.name() + " is being deleted");
            return false;
        }
        return true;
    }

    /**
     * What a change says: absent where it leaves the field out, {@link NetRequest#NONE} where that is null or none, else the policy's id.
     *
     * @param given whether the field is there at all
     */
    public static Optional<String> change(boolean given, Optional<QosPolicy> policy) {
        return given ? Optional.of(policy.map(QosPolicy::id).orElse(NetRequest.NONE)) : Optional.empty();
    }

    /** The network's policy, where it has one that is there. */
    public Optional<QosPolicy> of(Network network) {
        return network.qosPolicy()
                .flatMap(id -> cluster.qos().policies().byId(id))
                .map(Entry::value);
    }

    /**
     * Refuses (422) a policy whose bursts hold no frame of a network.
     *
     * @param at pointer to what has the field
     * @param mtu bytes
     */
    public void refuseSmallBurst(QosPolicy policy, String at, int mtu) {
        List<Fault> faults = QosRules.ruleFaults(policy.rules(), mtu);
        if (!faults.isEmpty()) {
            throw ProblemType.REFUSED.of(
                    "the QoS policy " + policy.name() + " is not for a network with MTU " + mtu + ": "
                            + faults.get(0).detail(),
                    "Give the policy's limit a larger burst, or the network a smaller MTU.",
                    faults.stream()
                            .map(fault -> new Fault(at + "/" + FIELD, "rule " + fault.pointer() + " " + fault.detail()))
                            .toList());
        }
    }

    /** Refuses (422) a policy that some host with ports of the network cannot put into force. */
    public void refuseUnsupported(QosPolicy policy, Network network) {
        support.refuseBinding(
                policy,
                cluster.applied().hostsOfNetwork(network.id()).stream()
                        .map(host -> new DriverPlace(host, network.driver()))
                        .toList());
    }

    /** Refuses (422) a policy that the port's host cannot put into force. */
    public void refuseUnsupported(QosPolicy policy, Port port) {
        support.refuseBinding(policy, reach.place(port).stream().toList());
    }
}
