package io.quark.net.alloc;

import io.quark.common.model.SecurityGroup;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A security group and its members, as one index sees them. Not thread safe. */
final class GroupState {

    private Optional<Versioned<SecurityGroup>> record = Optional.empty();
    private final Map<String, String> members = new HashMap<>();

    void seen(Optional<Versioned<SecurityGroup>> now) {
        record = now;
    }

    /** Empty if it cannot be read. */
    Optional<Versioned<SecurityGroup>> record() {
        return record;
    }

    /** The network of each member, by the id of the port. */
    Map<String, String> members() {
        return members;
    }
}
