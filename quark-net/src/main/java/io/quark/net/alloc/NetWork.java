package io.quark.net.alloc;

import io.quark.common.model.NetRequest;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A work unit that changes the network, as {@link NetIndex#next} is to look at it.
 *
 * @param workUnit its id
 * @param request with {@code parts} added to it already, where it has any
 * @param begun whether an earlier step of it was committed
 * @param hosts what came of telling the hosts, where an earlier step asked for that
 * @param now the server's time
 * @param stripe where to look first for what is free
 */
public record NetWork(
        String workUnit,
        String project,
        Target target,
        WorkRequest request,
        List<NetRequest.Part> parts,
        boolean begun,
        Optional<Hosts> hosts,
        Instant now,
        Stripe stripe) {

    public NetWork {
        parts = List.copyOf(parts);
    }

    /** What came of telling the hosts. */
    public enum Hosts {
        /** All of them did it. */
        APPLIED,
        /** One could not: what was changed is to be changed back. */
        FAILED
    }
}
