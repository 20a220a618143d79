package io.quark.net.alloc;

import io.quark.common.model.QosPolicy;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A QoS policy and what it is bound to, as one index sees them. Not thread safe. */
final class QosPolicyState {

    private Optional<Versioned<QosPolicy>> record = Optional.empty();
    private final Map<String, QosPolicy.Binding> bindings = new HashMap<>();

    void seen(Optional<Versioned<QosPolicy>> now) {
        record = now;
    }

    /** Empty if it cannot be read. */
    Optional<Versioned<QosPolicy>> record() {
        return record;
    }

    /** By id of the network or port. */
    Map<String, QosPolicy.Binding> bindings() {
        return bindings;
    }
}
