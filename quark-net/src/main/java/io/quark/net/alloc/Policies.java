package io.quark.net.alloc;

import io.quark.common.tree.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The IP policies, as one index sees them. Not thread safe. */
final class Policies {

    private final Paths paths;
    private final Map<String, PolicyState> byId = new HashMap<>();

    Policies(Paths paths) {
        this.paths = paths;
    }

    Optional<PolicyState> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** One that a subnet names; if it is not there it keeps everything back. */
    PolicyState named(String id) {
        return find(id).orElseGet(() -> new PolicyState(id));
    }

    PolicyState present(String id) {
        return byId.computeIfAbsent(id, PolicyState::new);
    }

    /** The draft rests on a policy as it is now. */
    void restsOn(String id, Draft draft) {
        find(id).flatMap(PolicyState::record).ifPresent(record -> draft.restsOn(paths.ipPolicy(id), record.version()));
    }

    void gone(String id) {
        byId.remove(id);
    }
}
