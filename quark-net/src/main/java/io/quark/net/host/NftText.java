package io.quark.net.host;

import java.util.ArrayList;
import java.util.List;

/** Commands to {@code nft} about things in one table of the bridge family, line by line: one transaction. Not thread safe. */
final class NftText {

    private final List<String> lines = new ArrayList<>();
    private final String table;

    /** Begins with the table, which may be there already. */
    NftText(String table) {
        this.table = table;
        lines.add("add table " + TapRules.FAMILY + " " + table);
    }

    /**
     * A command.
     *
     * @param what e.g. {@code add chain}
     * @param of the rest, e.g. the chain's name and what it is
     */
    NftText add(String what, String of) {
        lines.add(what + " " + TapRules.FAMILY + " " + table + " " + of);
        return this;
    }

    /** A rule at the end of a chain. */
    NftText rule(String chain, String rule) {
        return add("add rule", chain + " " + rule);
    }

    /** A chain with nothing in it, whatever it held before. */
    NftText emptyChain(String chain) {
        return add("add chain", chain).add("flush chain", chain);
    }

    /** A map from device to chain, and the hook that asks it of every frame. */
    NftText hook(String chain, String hook, String map, String key) {
        return add("add map", map + " { type ifname : verdict; }")
                .add("add chain", chain + " { type filter hook " + hook + "; policy accept; }")
                .add("flush chain", chain)
                .rule(chain, key + " vmap @" + map);
    }

    /** What comes from or goes to a device is asked of this chain. */
    NftText send(String map, String device, String chain, String owner) {
        return add("add element", map + " { \"" + device + "\" comment \"" + owner + "\" : goto " + chain + " }");
    }

    /** Undoes {@link #send}; it need not be there. Adding first makes the removal of what is absent no failure. */
    NftText sendNoMore(String map, String device, String chain) {
        return add("add element", map + " { \"" + device + "\" : goto " + chain + " }")
                .add("delete element", map + " { \"" + device + "\" }");
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
