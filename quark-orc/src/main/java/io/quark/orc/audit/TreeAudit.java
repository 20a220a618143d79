package io.quark.orc.audit;

import io.quark.common.model.Finding;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The invariants that the tree alone can break, at any moment: also while much is going on. Costs a walk over all of it, and memory for what
 * it compares: the addresses and MACs of one network, the machines of all hosts. Stateless.
 */
public final class TreeAudit {

    private TreeAudit() {}

    /**
     * What is broken in what the view shows. The view may move on meanwhile: what is found must be found again by a second look before it is
     * believed, see {@link #standing}.
     */
    public static List<Finding> of(TreeView view, Paths paths) {
        List<Finding> findings = new ArrayList<>();
        Records records = new Records(view, findings);
        new MachineAudit(records, paths, findings).look();
        new NetworkAudit(records, paths, findings).look();
        return findings;
    }

    /** Those that both looks have found. */
    public static List<Finding> standing(List<Finding> first, List<Finding> second) {
        Set<Finding> before = new HashSet<>(first);
        return second.stream().filter(before::contains).distinct().toList();
    }
}
