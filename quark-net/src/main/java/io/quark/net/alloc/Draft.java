package io.quark.net.alloc;

import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A proposal in the making: its operations so far, and how to take back what it counts as used. */
final class Draft {

    private final long proposal;
    private final Map<String, Op> checks = new LinkedHashMap<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();

    Draft(long proposal) {
        this.proposal = proposal;
    }

    long proposal() {
        return proposal;
    }

    /** What it rests on: the node must still have this version. Repeating it adds nothing. */
    void restsOn(String path, int version) {
        checks.putIfAbsent(path, Op.check(path, version));
    }

    void add(Op op) {
        ops.add(op);
    }

    /**
     * Adds an operation that counts as done from now on.
     *
     * @param ending ends that, when the operation is seen in the tree or came to nothing
     */
    void add(Op op, Runnable ending) {
        ops.add(op);
        endings.add(ending);
    }

    /** All operations, checks first. */
    List<Op> ops() {
        List<Op> all = new ArrayList<>(checks.values());
        all.addAll(ops);
        return all;
    }

    /** Ends all that it counts as done, the latest first. */
    void end() {
        Collections.reverse(endings);
        endings.forEach(Runnable::run);
        endings.clear();
    }
}
