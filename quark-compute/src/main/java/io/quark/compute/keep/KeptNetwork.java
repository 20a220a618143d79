package io.quark.compute.keep;

import io.quark.common.model.Applied.State;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.net.host.Forward;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A network that has wired interfaces here. Lives on the loop. */
final class KeptNetwork {

    private final Nic any;
    private final Set<String> ports = new HashSet<>();
    private Upkeep<Set<Forward>> forwards;
    private Optional<Integer> version = Optional.empty();
    private Optional<String> drift = Optional.empty();

    /** @param any interface of it: the network is described in each */
    KeptNetwork(Nic any) {
        this.any = any;
        // What an earlier life of the daemon left is made as it should be; other networks have no entries.
        this.forwards = any.network().segment().type() == Segment.Type.VXLAN
                ? Upkeep.unknown()
                : Upkeep.of(Set.<Forward>of()).want(Set.of());
    }

    String id() {
        return any.network().id();
    }

    Nic any() {
        return any;
    }

    /** Ids of its wired ports. */
    Set<String> ports() {
        return ports;
    }

    Upkeep<Set<Forward>> forwards() {
        return forwards;
    }

    void setForwards(Upkeep<Set<Forward>> now) {
        forwards = now;
    }

    /** Follows that version of its record; what is gone is about to be seen on its ports, too. */
    void follow(Optional<Integer> seen) {
        version = seen.or(() -> version);
    }

    /** What was last found changed by somebody else; empty: nothing. */
    Optional<String> drift() {
        return drift;
    }

    void setDrift(Optional<String> what) {
        drift = what;
    }

    /**
     * As it is reported; empty: its record was never seen.
     *
     * @param trouble with one of its ports
     */
    Optional<NetworkView> view(Optional<String> trouble) {
        State state = forwards.state();
        if (state == State.APPLIED && trouble.isPresent()) {
            state = State.FAILED;
        } else if (state == State.APPLIED && drift.isPresent()) {
            state = State.DRIFTED;
        }
        State shown = state;
        return version.map(seen -> new NetworkView(
                id(), seen, shown, forwards.error().or(() -> trouble).or(() -> drift)));
    }

    /** One network as it is reported. */
    record NetworkView(String network, int version, State state, Optional<String> error) {}
}
