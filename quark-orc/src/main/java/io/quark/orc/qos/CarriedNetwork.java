package io.quark.orc.qos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One network: which version its record has, and which version each host follows that carries it. Not thread safe. */
final class CarriedNetwork {

    private Optional<Integer> version = Optional.empty();
    private final Map<String, Integer> followed = new HashMap<>();
    private final Set<String> behind = new HashSet<>();
    private final Set<String> policies = new HashSet<>(2);

    /** The record was written, or is gone. Tells whether that is news. */
    boolean record(Optional<Integer> now) {
        if (version.equals(now)) {
            return false;
        }
        version = now;
        behind.clear();
        followed.keySet().stream().filter(this::isBehind).forEach(behind::add);
        return true;
    }

    Optional<Integer> version() {
        return version;
    }

    void follows(String host, int seen) {
        followed.put(host, seen);
        if (isBehind(host)) {
            behind.add(host);
        } else {
            behind.remove(host);
        }
    }

    void drops(String host) {
        followed.remove(host);
        behind.remove(host);
    }

    private boolean isBehind(String host) {
        return version.filter(now -> followed.getOrDefault(host, now) < now).isPresent();
    }

    /** The hosts that follow an older version than the record has. */
    Set<String> behind() {
        return behind;
    }

    /** The policies that it is bound to: one, but for the moment in which that changes. */
    Set<String> policies() {
        return policies;
    }

    boolean isForgotten() {
        return version.isEmpty() && followed.isEmpty() && policies.isEmpty();
    }
}
