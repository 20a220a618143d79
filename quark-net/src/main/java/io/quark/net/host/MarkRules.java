package io.quark.net.host;

import java.util.List;

/**
 * What {@code nft} is told about the DSCP marks of what machines send, as text: a pure function. Each text is one transaction.
 *
 * <p>In the table of {@link TapRules}; a map from tap device to a chain of its own, asked after the anti-spoofing rules have let a frame
 * pass. In the bridge family, because what was sent through another device to be limited comes back behind the hook of the tap itself.
 */
final class MarkRules {

    /** From tap device to chain. */
    static final String MARKED = "marked";

    /** The chain that every frame goes through. */
    static final String MARKS = "marks";

    private MarkRules() {}

    /** Gives what the tap's machine sends this mark, whatever it had before. */
    static String mark(String tap, int dscp, String owner) {
        return begin().emptyChain(chain(tap))
                .rule(chain(tap), "ether type ip ip dscp set " + dscp)
                .rule(chain(tap), "ether type ip6 ip6 dscp set " + dscp)
                .send(MARKED, tap, chain(tap), owner)
                .text();
    }

    /** Takes all of these away, whatever is there of them. */
    static String forget(List<String> taps) {
        NftText text = begin();
        for (String tap : taps) {
            text.emptyChain(chain(tap)).sendNoMore(MARKED, tap, chain(tap)).add("delete chain", chain(tap));
        }
        return text.text();
    }

    /** The chain that marks what comes from this tap. */
    static String chain(String tap) {
        return tap + "_dscp";
    }

    private static NftText begin() {
        return new NftText(TapRules.TABLE).hook(MARKS, "prerouting priority -180", MARKED, "iifname");
    }
}
