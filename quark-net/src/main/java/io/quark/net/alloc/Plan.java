package io.quark.net.alloc;

import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.List;

/** What {@link NetIndex} answers to a request: all of it, or why not. */
public sealed interface Plan {

    /**
     * It can be done, by committing {@code ops} in one transaction with whatever else belongs to it. Until then it is
     * only a proposal, which counts as used in the index that made it: end it with {@link NetIndex#settled} or
     * {@link NetIndex#abandon}, exactly one of them.
     *
     * @param nics for a build: one for each interface asked for, in that order
     * <p>Plans of one index are committed in the order in which they were made: a later one may rely on a bucket that an earlier
     * one makes. Whoever abandons one makes the later ones that are not committed anew.
     *
     * @param ops in the order in which they must stand in the transaction
     * @param proposal names it in the index that made it
     */
    record Planned(List<Nic> nics, List<Op> ops, long proposal) implements Plan {
        public Planned {
            nics = List.copyOf(nics);
            ops = List.copyOf(ops);
        }
    }

    /**
     * It cannot, and nothing was reserved. The problem is the truth as of the index's last cut: who wants to be sure catches
     * up with the tree and asks again.
     *
     * @param provisional whether the reason may vanish by itself, because proposals that are still open hold what is
     *     missing: ask again when they are decided
     */
    record Refused(Problem problem, boolean provisional) implements Plan {}
}
