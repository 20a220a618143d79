package io.quark.net.host;

import io.quark.common.model.Nic;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An endpoint on this host.
 *
 * @param own its addresses that no other port has
 */
record Wired(Endpoint endpoint, Set<String> own, State state) {

    enum State {
        /** It is being attached, or that failed: some of it may be there. */
        COMING,
        ATTACHED,
        /** It is being detached, or that failed: some of it may still be there. */
        LEAVING
    }

    Wired {
        own = Set.copyOf(own);
    }

    static Wired of(Nic nic, Optional<Filter> filter) {
        return new Wired(
                Endpoint.of(nic, filter),
                nic.addresses().stream()
                        .filter(address -> !address.shared())
                        .map(Nic.NicAddress::ip)
                        .collect(Collectors.toSet()),
                State.COMING);
    }

    Wired as(State other) {
        return new Wired(endpoint, own, other);
    }

    boolean is(State other) {
        return state == other;
    }

    /** What both have that only one can, for people. */
    Optional<String> clash(Wired other) {
        if (endpoint.mac().equals(other.endpoint().mac())) {
            return Optional.of("the MAC " + endpoint.mac());
        }
        return own.stream().filter(other.own()::contains).sorted().findFirst().map(ip -> "the address " + ip);
    }
}
