package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * All hosts, arranged so that the best one for a request is found without walking them all. Each change costs O(log n). Not
 * thread safe: it belongs to the event thread.
 */
public final class HostTable {

    private static final int MOST_WANTED = 1_000;

    private final Map<String, HostRow> ready = new HashMap<>();
    private final Map<String, HostFacts> unready = new HashMap<>();
    private final Map<HostClass.Key, HostClass> classes = new HashMap<>();
    private final Map<Wanted, List<HostClass>> matching = new HashMap<>();

    /** What of a request decides which classes of hosts can serve it. Few differ, and they come again and again. */
    private record Wanted(
            boolean own,
            Optional<String> zone,
            Map<String, String> labels,
            Optional<String> hypervisor,
            Set<NetworkNeed> networks,
            boolean sent,
            Optional<String> storage,
            Set<String> pools) {}

    /** Adds a host, or replaces what was known of it. */
    public void put(HostFacts facts, Resources free) {
        HostRow row = ready.get(facts.name());
        if (row != null && row.facts.equals(facts)) {
            setFree(facts.name(), free);
            return;
        }
        remove(facts.name());
        if (facts.condition() == HostFacts.Condition.READY) {
            HostClass home = classes.computeIfAbsent(HostClass.Key.of(facts), key -> {
                matching.clear();
                return new HostClass(key);
            });
            ready.put(facts.name(), home.add(facts, free));
        } else {
            unready.put(facts.name(), facts);
        }
    }

    /** Says what is free on a host now. Of no effect for one that is not ready. */
    public void setFree(String host, Resources free) {
        HostRow row = ready.get(host);
        if (row != null && !row.free.equals(free)) {
            row.free = free;
            row.home.refresh(row);
        }
    }

    public void remove(String host) {
        unready.remove(host);
        HostRow row = ready.remove(host);
        if (row != null) {
            row.home.remove(row);
            if (row.home.isEmpty()) {
                classes.remove(row.home.key());
                matching.clear();
            }
        }
    }

    public int size() {
        return ready.size() + unready.size();
    }

    /** How many are alive and take new machines. */
    public int readyHosts() {
        return ready.size();
    }

    /** The best host that all filters let pass: one of the own stripe, or if none there fits, any other. */
    Optional<HostRow> best(PlacementRequest request) {
        if (request.compute().isPresent()) {
            return Optional.ofNullable(ready.get(request.compute().get()))
                    .filter(row ->
                            Filter.firstAgainst(request, row.facts, row.free).isEmpty());
        }
        return best(request, true).or(() -> best(request, false));
    }

    private Optional<HostRow> best(PlacementRequest request, boolean own) {
        HostSearch search = new HostSearch(request);
        for (HostClass hosts : matching(request, own)) {
            if (hosts.tree().best() >= search.floor()) {
                search.through(hosts);
            }
        }
        return search.best();
    }

    private List<HostClass> matching(PlacementRequest request, boolean own) {
        if (matching.size() >= MOST_WANTED) {
            matching.clear();
        }
        return matching.computeIfAbsent(
                new Wanted(
                        own,
                        request.zone(),
                        request.labels(),
                        request.hypervisor(),
                        request.networks(),
                        request.isSent(),
                        request.storage(),
                        request.pools()),
                wanted -> classes.values().stream()
                        .filter(hosts -> hosts.key().own() == own && hosts.key().matches(request))
                        .toList());
    }

    /** Walks all hosts, in no order: for explanations only. */
    void forEach(BiConsumer<HostFacts, Resources> visitor) {
        ready.values().forEach(row -> visitor.accept(row.facts, row.free));
        unready.values().forEach(facts -> visitor.accept(facts, Resources.NONE));
    }

    Optional<HostFacts> facts(String host) {
        HostRow row = ready.get(host);
        return row == null ? Optional.ofNullable(unready.get(host)) : Optional.of(row.facts);
    }

    Resources free(String host) {
        HostRow row = ready.get(host);
        return row == null ? Resources.NONE : row.free;
    }
}
