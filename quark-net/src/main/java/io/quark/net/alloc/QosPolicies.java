package io.quark.net.alloc;

import io.quark.common.model.QosPolicy;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The QoS policies, as one index sees them. Not thread safe. */
final class QosPolicies {

    private final Map<String, QosPolicyState> byId = new HashMap<>();

    Optional<QosPolicyState> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The record; empty if there is none, or it cannot be read. */
    Optional<Versioned<QosPolicy>> record(String id) {
        return find(id).flatMap(QosPolicyState::record);
    }

    QosPolicyState present(String id) {
        return byId.computeIfAbsent(id, any -> new QosPolicyState());
    }

    void gone(String id) {
        byId.remove(id);
    }
}
