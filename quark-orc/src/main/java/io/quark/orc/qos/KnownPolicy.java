package io.quark.orc.qos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One policy: its record, what it is bound to, and which hosts carry it. Not thread safe. */
final class KnownPolicy {

    private Optional<SeenPolicy> record = Optional.empty();
    /** By what is bound: the network's id, where it is a network. */
    private final Map<String, Optional<String>> bindings = new HashMap<>();

    private final Set<String> networks = new HashSet<>();
    private final Set<String> carriers = new HashSet<>();

    void record(Optional<SeenPolicy> now) {
        record = now;
    }

    Optional<SeenPolicy> record() {
        return record;
    }

    void bind(String target, Optional<String> network) {
        bindings.put(target, network);
        network.ifPresent(networks::add);
    }

    /** Answers the network that was bound. */
    Optional<String> unbind(String target) {
        Optional<String> network = bindings.getOrDefault(target, Optional.empty());
        bindings.remove(target);
        network.ifPresent(networks::remove);
        return network;
    }

    boolean isBound() {
        return !bindings.isEmpty();
    }

    /** The networks bound to it. */
    Set<String> networks() {
        return networks;
    }

    /** The hosts whose {@code applied} names it. */
    Set<String> carriers() {
        return carriers;
    }

    boolean isForgotten() {
        return record.isEmpty() && bindings.isEmpty() && carriers.isEmpty();
    }
}
