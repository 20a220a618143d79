package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import io.quark.common.model.WorkUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts, for a request that found no host, which filter removed how many. Used once. */
final class Tally {

    private final PlacementRequest request;
    private final Map<Filter, Integer> removed = new EnumMap<>(Filter.class);
    private final Map<Filter, Resources> most = new EnumMap<>(Filter.class);
    private int hosts = 0;

    Tally(PlacementRequest request) {
        this.request = request;
    }

    void count(HostFacts facts, Resources free) {
        hosts++;
        Filter.firstAgainst(request, facts, free).ifPresent(filter -> {
            removed.merge(filter, 1, Integer::sum);
            most.merge(filter, free, Tally::larger);
        });
    }

    WorkUnit.Explanation explanation() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        removed.forEach((filter, count) -> counts.put(filter.text(), count));
        return new WorkUnit.Explanation(hosts, counts, Optional.empty());
    }

    String sentence() {
        if (hosts == 0) {
            return "there are no hosts";
        }
        // The commonest reason first: it is the one that a reader can do most about.
        String reasons = removed.entrySet().stream()
                .sorted(Map.Entry.<Filter, Integer>comparingByValue().reversed())
                .map(entry -> entry.getKey()
                        .says(
                                request,
                                Filter.Subject.of(entry.getValue()),
                                most.getOrDefault(entry.getKey(), Resources.NONE)))
                .collect(Collectors.joining(", "));
        return (hosts == 1 ? "1 host: " : hosts + " hosts: ") + reasons;
    }

    private static Resources larger(Resources a, Resources b) {
        return new Resources(
                Math.max(a.ram(), b.ram()),
                Math.max(a.cpu(), b.cpu()),
                Math.max(a.storage(), b.storage()),
                Math.max(a.bandwidth(), b.bandwidth()));
    }
}
