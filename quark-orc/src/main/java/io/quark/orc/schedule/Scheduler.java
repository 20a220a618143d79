package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import io.quark.common.model.WorkUnit;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses hosts: a pure function of a request and the table of hosts. The same input gives the same answer. It reads the
 * table only, so it may be called wherever the table may be read.
 */
public final class Scheduler {

    private Scheduler() {}

    /**
     * Where a machine goes.
     *
     * <p>Hosts that pass every filter are weighed by their free share; those of the own stripe come first. Costs O(log n) in
     * the number of hosts, except where no host fits: then all are walked once, to say why.
     */
    public static ScheduleAnswer place(PlacementRequest request, HostTable hosts) {
        Optional<HostRow> best = hosts.best(request);
        if (best.isPresent()) {
            return new Placement(best.get().name(), chosen(request, best.get(), hosts, ""));
        }
        return request.hasRules() ? second(request.withoutRules(), hosts) : none(request, hosts);
    }

    /** No host that does all that the QoS rules say has room: any other is better than none, and will say what it does not do. */
    private static ScheduleAnswer second(PlacementRequest request, HostTable hosts) {
        return hosts.best(request)
                .<ScheduleAnswer>map(best ->
                        new Placement(best.name(), chosen(request, best, hosts, " (its driver lacks some QoS rules)")))
                .orElseGet(() -> none(request, hosts));
    }

    private static NoPlace none(PlacementRequest request, HostTable hosts) {
        Tally tally = new Tally(request);
        hosts.forEach(tally::count);
        return new NoPlace(tally.explanation(), tally.sentence());
    }

    /** Why one host cannot take the machine; empty if it can. */
    public static Optional<String> whyNot(PlacementRequest request, String host, HostTable hosts) {
        Optional<HostFacts> facts = hosts.facts(host);
        if (facts.isEmpty()) {
            return Optional.of("there is no host " + host);
        }
        Resources free = hosts.free(host);
        return Filter.firstAgainst(request, facts.get(), free)
                .map(filter -> filter.says(request, Filter.Subject.of(host), free));
    }

    /** What a host that has a machine already lacks to give it more; empty if it can. Its condition does not matter. */
    public static Optional<String> lacks(PlacementRequest more, HostFacts host, Resources free) {
        return Filter.firstAgainst(more, host.standing(), free)
                .map(filter -> filter.says(more, Filter.Subject.of(host.name()), free));
    }

    /** The cheap explanation: what need not be counted host by host. */
    private static WorkUnit.Explanation chosen(PlacementRequest request, HostRow row, HostTable hosts, String but) {
        int notReady = hosts.size() - hosts.readyHosts();
        String why = request.compute().isPresent()
                ? row.name() + ": asked for by name"
                : row.name() + ": largest free share, " + Math.round(100 * Spread.share(row.free, row.facts.capacity()))
                        + " %" + (row.facts.own() ? "" : " (no host of the own stripe had room)");
        return new WorkUnit.Explanation(
                hosts.size(), notReady == 0 ? Map.of() : Map.of("not_ready", notReady), Optional.of(why + but));
    }
}
