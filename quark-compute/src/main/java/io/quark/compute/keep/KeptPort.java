package io.quark.compute.keep;

import io.quark.common.model.Applied.State;
import io.quark.common.model.Nic;
import io.quark.common.model.TrafficLimits;
import io.quark.compute.follow.Root;
import io.quark.compute.keep.Wish.PolicyAt;
import io.quark.net.host.Filter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One interface that is kept. Lives on the loop. */
final class KeptPort {

    private Nic nic;
    private Set<Root> roots = Set.of();
    private Upkeep<Wish> traffic;
    private Upkeep<Filtering> filter = Upkeep.unknown();
    private Filtering told = Filtering.NONE;
    private TrafficLimits effective = TrafficLimits.NONE;

    /** @param isNew so that nothing is in force for it */
    KeptPort(Nic nic, boolean isNew) {
        this.nic = nic;
        this.traffic = isNew ? Upkeep.of(Wish.NONE) : Upkeep.unknown();
    }

    String id() {
        return nic.port();
    }

    Nic nic() {
        return nic;
    }

    void become(Nic now) {
        nic = now;
    }

    /** Has other addresses now, and is otherwise what it was. */
    void readdress(Nic now) {
        nic = new Nic(nic.port(), nic.network(), nic.mac(), now.addresses(), nic.qosPolicy(), nic.securityGroups());
    }

    /** What is followed for it. */
    Set<Root> roots() {
        return roots;
    }

    /** From now on these are followed for it; tells those that are not any more. */
    Set<Root> follow(Set<Root> now) {
        Set<Root> dropped = new HashSet<>(roots);
        dropped.removeAll(now);
        roots = now;
        return dropped;
    }

    Upkeep<Wish> traffic() {
        return traffic;
    }

    void setTraffic(Upkeep<Wish> now) {
        traffic = now;
    }

    void wantTraffic(Wish wish) {
        traffic = traffic.want(wish);
    }

    Upkeep<Filtering> filter() {
        return filter;
    }

    void setFilter(Upkeep<Filtering> now) {
        filter = now;
    }

    void wantFilter(Filtering wish) {
        filter = filter.want(wish);
    }

    /** It was wired with what {@link #letsThrough} said last. */
    void attached() {
        filter = filter.found(told);
    }

    /** What it is to let through, to be wired with; while that is not known of its groups: nothing. */
    Optional<Filter> letsThrough() {
        told = filter.wanted()
                .orElseGet(() -> nic.securityGroups().isEmpty()
                        ? Filtering.NONE
                        : new Filtering(Optional.of(new Filter(List.of()))));
        return told.filter();
    }

    /** What the host was last heard to do for it. */
    TrafficLimits effective() {
        return effective;
    }

    void setEffective(TrafficLimits now) {
        effective = now;
    }

    /** It may be tried again at once. */
    void hurry() {
        traffic = traffic.hurried();
        filter = filter.hurried();
    }

    /** Its device is gone, and all limits with it. */
    void deviceGone() {
        traffic = traffic.found(Wish.NONE);
        effective = TrafficLimits.NONE;
    }

    /** Whether it is, was or is to be under a policy. */
    boolean hasPolicy() {
        return traffic.wanted().flatMap(Wish::policy).isPresent()
                || traffic.done().flatMap(Wish::policy).isPresent();
    }

    /** As it is reported. Without a device there is nothing to limit, so it is as wanted. */
    PortView view(boolean up) {
        boolean vain = !up && traffic.wanted().isPresent();
        return new PortView(
                id(),
                traffic.wanted().flatMap(Wish::policy),
                traffic.done().flatMap(Wish::policy),
                vain ? State.APPLIED : traffic.state(),
                effective,
                vain ? Optional.empty() : traffic.error(),
                vain ? 0 : traffic.attempts(),
                vain ? Optional.empty() : traffic.next(),
                traffic.wanted().isPresent() && (vain || traffic.isSettled()));
    }

    /**
     * One port as it is reported.
     *
     * @param wanted the policy that it is to be under
     * @param carried the policy that was in force for it last
     * @param settled whether it was brought to what is wanted, or was tried to
     */
    record PortView(
            String port,
            Optional<PolicyAt> wanted,
            Optional<PolicyAt> carried,
            State state,
            TrafficLimits effective,
            Optional<String> error,
            int attempts,
            Optional<Instant> next,
            boolean settled) {}
}
