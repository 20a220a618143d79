package io.quark.common.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is never handed out of the subnets that it is bound to. Its bindings are nodes below it.
 *
 * @param exclude canonical; each is a CIDR ({@code 10.0.0.0/28}), an address, a range of addresses ({@code a-b}), or offsets within
 *     the subnet: {@code 5}, {@code 0-9}, {@code -10--1} (from its end)
 * @param shared whether other projects may use it
 * @param changing while a change of it is being checked: what it excluded before
 * @param op the work unit that wrote it
 */
public record IpPolicy(
        String id,
        String name,
        String project,
        List<String> exclude,
        boolean shared,
        Optional<Changing> changing,
        Instant createdAt,
        String op) {

    public IpPolicy {
        exclude = Copies.list(exclude);
    }

    /**
     * A change under way, as {@link Subnet.Changing}.
     *
     * @param workUnit that changes it
     * @param before what was excluded
     * @param wasShared whether other projects might use it before
     */
    public record Changing(String workUnit, List<String> before, boolean wasShared) {
        public Changing {
            before = Copies.list(before);
        }
    }

    /** The same policy with that text and change. */
    public IpPolicy withExclude(List<String> newExclude, Optional<Changing> newChanging, String newOp) {
        return new IpPolicy(id, name, project, newExclude, shared, newChanging, createdAt, newOp);
    }
}
