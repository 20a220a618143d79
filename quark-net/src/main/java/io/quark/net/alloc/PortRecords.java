package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy.Binding;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * The only place that writes records of ports: each operation comes with those on the nodes that must always say the same as the record, its
 * binding to a QoS policy. Those need no version: the record's, which is in the same transaction, guards them.
 */
final class PortRecords {

    private final Paths paths;

    PortRecords(Paths paths) {
        this.paths = paths;
    }

    List<Op> create(Port port) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.create(path(port), port));
        bind(port, ops);
        return ops;
    }

    /**
     * Writes a port otherwise.
     *
     * @param before as it is at {@code version}
     */
    List<Op> set(Port before, Port after, int version) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.set(path(after), after, version));
        if (!before.qosPolicy().equals(after.qosPolicy())) {
            unbind(before, ops);
            bind(after, ops);
        }
        return ops;
    }

    /** @param network id: a record that cannot be read does not say it */
    List<Op> delete(String network, Port port, int version) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.delete(paths.port(network, port.id()), version));
        unbind(port, ops);
        return ops;
    }

    /** How many operations it takes to make or remove a port, but for what it claims. */
    static int ops(Port port) {
        return 1 + (port.qosPolicy().isPresent() ? 1 : 0);
    }

    private void bind(Port port, List<Op> ops) {
        port.qosPolicy()
                .ifPresent(policy -> ops.add(
                        Op.create(paths.qosBinding(policy, port.id()), new Binding(Binding.PORT, port.network()))));
    }

    private void unbind(Port port, List<Op> ops) {
        port.qosPolicy().ifPresent(policy -> ops.add(Op.delete(paths.qosBinding(policy, port.id()), Op.ANY_VERSION)));
    }

    private String path(Port port) {
        return paths.port(port.network(), port.id());
    }
}
