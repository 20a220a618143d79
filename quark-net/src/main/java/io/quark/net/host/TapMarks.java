package io.quark.net.host;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** DSCP marks on what machines send, by nftables: see {@link MarkRules}. Stateless: the kernel is asked each time. Thread safe. */
final class TapMarks {

    private final NftCommand nft;
    private final String owner;

    /** @param owner tells this daemon's rules from those of others on the same host: a word */
    TapMarks(NftCommand nft, String owner) {
        this.nft = nft;
        this.owner = owner;
    }

    /** Whether this kernel would do it: nothing is changed. */
    void check() {
        nft.check(MarkRules.mark("qt-probe", 0, owner));
    }

    void mark(String tap, int dscp) {
        if (!mark(tap).equals(Optional.of(dscp))) {
            nft.commit(MarkRules.mark(tap, dscp, owner));
        }
    }

    /** The mark that IPv4 and IPv6 get from this tap; empty also where only one of them does. */
    Optional<Integer> mark(String tap) {
        List<JsonNode> chain = nft.list("chain", TapRules.FAMILY, TapRules.TABLE, MarkRules.chain(tap));
        Set<Integer> v4 = marks(chain, "ip");
        return v4.size() == 1 && v4.equals(marks(chain, "ip6")) && isAsked() && taps().anyMatch(tap::equals)
                ? v4.stream().findFirst()
                : Optional.empty();
    }

    /** Whether the map stands where every frame passes. */
    private boolean isAsked() {
        return nft.list("chain", TapRules.FAMILY, TapRules.TABLE, MarkRules.MARKS).stream()
                .anyMatch(object -> object.has("rule"));
    }

    private static Set<Integer> marks(List<JsonNode> chain, String protocol) {
        return chain.stream()
                .flatMap(object -> elements(object.path("rule").path("expr")))
                .map(expression -> expression.path("mangle"))
                .filter(mangle -> mangle.path("key")
                        .path("payload")
                        .path("protocol")
                        .asText()
                        .equals(protocol))
                .map(mangle -> mangle.path("value").asInt())
                .collect(Collectors.toSet());
    }

    void forget(List<String> taps) {
        if (!taps.isEmpty()) {
            nft.commit(MarkRules.forget(taps));
        }
    }

    /** Does not fail where nothing was ever marked. */
    void forgetIfMarked(String tap) {
        if (!nft.list("chain", TapRules.FAMILY, TapRules.TABLE, MarkRules.chain(tap))
                .isEmpty()) {
            forget(List.of(tap));
        }
    }

    /** The tap devices that this daemon, or an earlier life of it, marks. */
    Stream<String> taps() {
        return nft.list("map", TapRules.FAMILY, TapRules.TABLE, MarkRules.MARKED).stream()
                .flatMap(object -> elements(object.path("map").path("elem")))
                .map(element -> element.path(0).path("elem"))
                .filter(element -> element.path("comment").asText().equals(owner))
                .map(element -> element.path("val").asText());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
