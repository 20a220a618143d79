package io.quark.net.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Looks in the kernel for filters: see {@link FilterRules}. Stateless; thread safe. */
final class TapFilters {

    private final NftCommand nft;

    TapFilters(NftCommand nft) {
        this.nft = nft;
    }

    /** Those of the taps that are not filtered as {@link FilterRules} say, because something of it is gone. */
    Set<String> gone(Set<String> taps) {
        if (taps.isEmpty()) {
            return Set.of();
        }
        Set<String> from = asked(FilterRules.SENT, FilterRules.FILTERED_FROM);
        Set<String> to = asked(FilterRules.RECEIVED, FilterRules.FILTERED_TO);
        return taps.stream()
                .filter(tap -> !from.contains(tap)
                        || !to.contains(tap)
                        || !hasRules(FilterRules.out(tap))
                        || !hasRules(FilterRules.in(tap)))
                .collect(Collectors.toSet());
    }

    /** The taps in a map; none where no hook asks it. */
    private Set<String> asked(String chain, String map) {
        return hasRules(chain)
                ? list("map", map).stream()
                        .flatMap(object -> elements(object.path("map").path("elem")))
                        .map(element -> element.path(0).path("elem").path("val").asText())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private boolean hasRules(String chain) {
        return list("chain", chain).stream().anyMatch(object -> object.has("rule"));
    }

    private List<JsonNode> list(String what, String name) {
        return nft.list(what, TapRules.FAMILY, FilterRules.TABLE, name);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
