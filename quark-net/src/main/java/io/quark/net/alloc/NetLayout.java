package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.MacRange;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.time.Instant;
import java.util.List;

/** The nodes below {@code /net} that every tree has, and how claims are spread over buckets. */
public final class NetLayout {

    /** Where MACs come from unless an operator says otherwise: the locally administered range that QEMU uses. */
    public static final String DEFAULT_MAC_CIDR = "52:54:00:00:00:00/24";

    /** Not a range of its own: it holds the claims on MACs that were asked for and lie outside every range. */
    public static final String REQUESTED_MACS = "requested";

    private static final int MAC_REUSE_AFTER_S = 300;

    private NetLayout() {}

    /** Lays out an empty {@code /net}; its parent {@code /quark} exists. */
    public static List<Op> create(Paths paths, Instant now) {
        MacRange range =
                new MacRange(Ids.derived("mac_range", DEFAULT_MAC_CIDR), DEFAULT_MAC_CIDR, MAC_REUSE_AFTER_S, now);
        MacRange requested = new MacRange(REQUESTED_MACS, "00:00:00:00:00:00/0", MAC_REUSE_AFTER_S, now);
        return List.of(
                Op.createEmpty(paths.net()),
                Op.createEmpty(paths.networks()),
                Op.createEmpty(paths.macRanges()),
                Op.create(paths.macRange(range.id()), range),
                Op.createEmpty(paths.macs(range.id())),
                Op.create(paths.macRange(requested.id()), requested),
                Op.createEmpty(paths.macs(requested.id())));
    }
}
