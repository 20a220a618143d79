package io.quark.orc.schedule;

import io.quark.common.model.ComputeSelf;
import java.util.Optional;
import java.util.Set;

/**
 * Where a host keeps disks. Few hosts differ in it.
 *
 * @param shared name of the storage that it shares with other hosts, if it does
 * @param pools names of the storage pools that volumes can lie in, besides that
 */
public record HostDisks(Optional<String> shared, Set<String> pools) {

    /** A host that has a directory of its own, and says nothing else. */
    public static final HostDisks OWN = new HostDisks(Optional.empty(), Set.of());

    public HostDisks {
        pools = Set.copyOf(pools);
    }

    public static HostDisks of(ComputeSelf self) {
        return new HostDisks(self.sharedStorage(), Set.copyOf(self.storagePools()));
    }

    boolean hasPools(PlacementRequest request) {
        return pools.containsAll(request.pools());
    }

    boolean shares(PlacementRequest request) {
        return request.storage().isEmpty() || request.storage().equals(shared);
    }
}
