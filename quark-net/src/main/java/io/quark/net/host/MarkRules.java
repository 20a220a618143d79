package io.quark.net.host;

import java.util.ArrayList;
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

    private static final String END = "_dscp";

    private final List<String> lines = new ArrayList<>();

    private MarkRules() {}

    /** Gives what the tap's machine sends this mark, whatever it had before. */
    static String mark(String tap, int dscp, String owner) {
        MarkRules rules = new MarkRules();
        rules.addMap();
        rules.addEmptyChain(tap);
        rules.add("add rule", chain(tap) + " ether type ip ip dscp set " + dscp);
        rules.add("add rule", chain(tap) + " ether type ip6 ip6 dscp set " + dscp);
        rules.add("add element", MARKED + " { \"" + tap + "\" comment \"" + owner + "\" : goto " + chain(tap) + " }");
        return rules.text();
    }

    /** Takes all of these away, whatever is there of them. Adding first makes the removal of what is absent no failure. */
    static String forget(List<String> taps) {
        MarkRules rules = new MarkRules();
        rules.addMap();
        for (String tap : taps) {
            rules.addEmptyChain(tap);
            rules.add("add element", MARKED + " { \"" + tap + "\" : goto " + chain(tap) + " }");
            rules.add("delete element", MARKED + " { \"" + tap + "\" }");
            rules.add("delete chain", chain(tap));
        }
        return rules.text();
    }

    /** The chain that marks what comes from this tap. */
    static String chain(String tap) {
        return tap + END;
    }

    private void addMap() {
        lines.add("add table " + TapRules.FAMILY + " " + TapRules.TABLE);
        add("add map", MARKED + " { type ifname : verdict; }");
        add("add chain", MARKS + " { type filter hook prerouting priority -180; policy accept; }");
        add("flush chain", MARKS);
        add("add rule", MARKS + " iifname vmap @" + MARKED);
    }

    private void addEmptyChain(String tap) {
        add("add chain", chain(tap));
        add("flush chain", chain(tap));
    }

    private void add(String what, String of) {
        lines.add(what + " " + TapRules.FAMILY + " " + TapRules.TABLE + " " + of);
    }

    private String text() {
        return String.join("\n", lines) + "\n";
    }
}
