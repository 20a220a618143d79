package io.quark.net.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards by nftables, in the table that {@link TapRules} describe. Stateless: the kernel keeps the rules, also while no daemon runs. They
 * name the tap device, which may come and go with its machine.
 */
final class NftGuard implements TapGuard {

    private static final Logger LOG = LoggerFactory.getLogger(NftGuard.class);

    private final NftCommand nft;
    private final TapFilters filters;
    private final String owner;

    /** @param owner tells this daemon's rules from those of others on the same host: a word */
    NftGuard(NftCommand nft, String owner) {
        this.nft = nft;
        this.filters = new TapFilters(nft);
        this.owner = owner;
    }

    @Override
    public void prepare() {
        try {
            nft.commit(TapRules.table());
        } catch (DriverException e) {
            throw HostProblems.notGuarded(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void allow(String tap, Endpoint endpoint) {
        nft.commit(TapRules.allow(tap, endpoint, owner)
                + endpoint.filter()
                        .map(filter -> FilterRules.filter(tap, filter, owner))
                        .orElseGet(() -> FilterRules.forget(List.of(tap))));
    }

    @Override
    public boolean works() {
        return true;
    }

    /** The whole table at once, whose chains have to be there with rules in them, reached by the map. */
    @Override
    public Map<String, String> drifted(Map<String, Endpoint> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        List<JsonNode> table = nft.list("table", TapRules.FAMILY, TapRules.TABLE);
        Set<String> chains = table.stream()
                .map(object -> object.path("rule").path("chain").asText())
                .collect(Collectors.toSet());
        boolean isAsked = chains.contains(TapRules.FROM_MACHINES);
        Set<String> guarded = isAsked
                ? table.stream()
                        .filter(object ->
                                object.path("map").path("name").asText().equals(TapRules.GUARDED))
                        .flatMap(this::ours)
                        .collect(Collectors.toSet())
                : Set.of();
        Map<String, String> drifted = new HashMap<>();
        filters.gone(filtered(wanted)).forEach(tap -> drifted.put(tap, "the filter of " + tap + " was gone"));
        wanted.keySet().stream()
                .filter(tap -> !guarded.contains(tap) || !chains.contains(tap))
                .forEach(tap -> drifted.put(tap, "the anti-spoofing rules of " + tap + " were gone"));
        return drifted;
    }

    private static Set<String> filtered(Map<String, Endpoint> wanted) {
        return wanted.entrySet().stream()
                .filter(entry -> entry.getValue().filter().isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void forget(String tap) {
        forget(List.of(tap));
    }

    @Override
    public void forgetOthers(Predicate<String> keeps) {
        List<String> others = guarded().filter(keeps.negate()).toList();
        if (!others.isEmpty()) {
            LOG.warn("removing the rules of taps that are gone: {}", others);
            forget(others);
        }
    }

    private void forget(List<String> taps) {
        nft.commit(TapRules.forget(taps) + FilterRules.forget(taps));
    }

    /** The tap devices that this daemon, or an earlier life of it, guards. */
    private Stream<String> guarded() {
        return nft.list("map", TapRules.FAMILY, TapRules.TABLE, TapRules.GUARDED).stream()
                .flatMap(this::ours);
    }

    private Stream<String> ours(JsonNode object) {
        return elements(object.path("map").path("elem"))
                .map(element -> element.path(0).path("elem"))
                .filter(element -> element.path("comment").asText().equals(owner))
                .map(element -> element.path("val").asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
