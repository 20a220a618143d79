package io.quark.net.model;

import io.quark.common.model.MacRange;
import io.quark.common.model.Problem.Fault;
import java.util.List;

/** What makes a range of MACs acceptable. Never throws for bad input. */
public final class MacRangeRules {

    public static final int DEFAULT_REUSE_AFTER_S = 300;

    /** A shorter prefix would leave the group bit of the first byte open. */
    public static final int SHORTEST_PREFIX = 8;

    private static final long GROUP_BIT = 1L << 40;

    private MacRangeRules() {}

    /** The canonical text of a range of MACs that devices can have. */
    public static Checked<String> cidr(String text) {
        Checked<MacBlock> parsed = MacBlock.parse(text);
        if (!(parsed instanceof Checked.Good<MacBlock> good)) {
            return new Checked.Bad<>(parsed.faults());
        }
        MacBlock block = good.value();
        if (block.prefix() < SHORTEST_PREFIX) {
            return Checked.bad("the prefix must be from /" + SHORTEST_PREFIX + " to /" + Mac.BITS
                    + ": a shorter one holds group addresses, which devices cannot have");
        }
        if ((block.first().bits() & GROUP_BIT) != 0) {
            return Checked.bad(block + " holds group addresses; the first byte of a device's MAC is even");
        }
        return block.last().bits() == 0
                ? Checked.bad(block + " holds no MAC that a device can have")
                : Checked.good(block.toString());
    }

    /** The faults of a range by itself; pointers are relative to it, e.g. {@code /cidr}. */
    public static List<Fault> faults(MacRange range) {
        Faults faults = new Faults();
        if (!NetworkRules.isName(range.name())) {
            faults.add("/name", NetworkRules.NAME_RULE);
        }
        faults.take("/cidr", cidr(range.cidr()));
        SubnetRules.reuseAfter("", range.reuseAfterS(), faults);
        return faults.all();
    }
}
