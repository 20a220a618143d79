package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy.Binding;
import io.quark.common.model.SecurityGroup.Member;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * The only place that writes records of ports: each operation comes with those on the nodes that must always say the same as the record, its
 * binding to a QoS policy, its memberships in security groups and, where a machine has it, its place. Those need no version: the record's, which is in the same transaction, guards
 * them.
 */
final class PortRecords {

    private final NetState state;
    private final Paths paths;

    PortRecords(NetState state) {
        this.state = state;
        this.paths = state.paths();
    }

    List<Op> create(Port port) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.create(paths.port(port.network(), port.id()), port));
        bind(port, ops);
        port.securityGroups().forEach(group -> ops.add(Op.create(paths.groupMember(group, port.id()), member(port))));
        return ops;
    }

    /**
     * Writes a port otherwise.
     *
     * @param before as it is at {@code version}
     */
    List<Op> set(Port before, Port after, int version) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.set(paths.port(after.network(), after.id()), after, version));
        if (!before.qosPolicy().equals(after.qosPolicy())) {
            unbind(before, ops);
            bind(after, ops);
        }
        membership(before, after, ops);
        if (before.instance().isPresent() && !before.instance().equals(after.instance())) {
            leavePlace(before.network(), before, ops);
        }
        return ops;
    }

    /** @param network id: a record that cannot be read does not say it */
    List<Op> delete(String network, Port port, int version) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.delete(paths.port(network, port.id()), version));
        unbind(port, ops);
        port.securityGroups().forEach(group -> leave(group, port, ops));
        leavePlace(network, port, ops);
        return ops;
    }

    /** How many operations it takes at most to make or remove a port that no machine has, but for what it claims. */
    static int ops(Port port) {
        return 1
                + (port.qosPolicy().isPresent() ? 1 : 0)
                + port.securityGroups().size();
    }

    private void bind(Port port, List<Op> ops) {
        port.qosPolicy()
                .ifPresent(policy -> ops.add(
                        Op.create(paths.qosBinding(policy, port.id()), new Binding(Binding.PORT, port.network()))));
    }

    private void unbind(Port port, List<Op> ops) {
        port.qosPolicy().ifPresent(policy -> ops.add(Op.delete(paths.qosBinding(policy, port.id()), Op.ANY_VERSION)));
    }

    private void membership(Port before, Port after, List<Op> ops) {
        before.securityGroups().stream()
                .filter(group -> !after.securityGroups().contains(group))
                .forEach(group -> leave(group, before, ops));
        boolean others = !member(before).equals(member(after));
        for (String group : after.securityGroups()) {
            String path = paths.groupMember(group, after.id());
            if (!before.securityGroups().contains(group)) {
                ops.add(Op.create(path, member(after)));
            } else if (others) {
                ops.add(Op.set(path, member(after), Op.ANY_VERSION));
            }
        }
    }

    private void leave(String group, Port port, List<Op> ops) {
        ops.add(Op.delete(paths.groupMember(group, port.id()), Op.ANY_VERSION));
    }

    /** Also an address that is about to leave it is the port's until its host has dropped it. */
    private static Member member(Port port) {
        return new Member(
                port.network(),
                port.addresses().stream().map(Port.PortAddress::ip).toList());
    }

    private void leavePlace(String network, Port port, List<Op> ops) {
        if (state.network(network).filter(known -> known.isPlaced(port.id())).isPresent()) {
            ops.add(Op.delete(paths.place(network, port.id()), Op.ANY_VERSION));
        }
    }
}
