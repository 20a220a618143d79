package io.quark.net.alloc;

import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A proposal in the making: its operations so far, and how to take back what it counts as used. */
final class Draft {

    /**
     * With so many operations a step takes up no further port: the largest port still fits beside the about 400 that a step may
     * have, which leaves the rest of a transaction to what is said of the work unit.
     */
    private static final int FULL_OPS = 360;

    /** As {@link #FULL_OPS}, in bytes: the work unit's own record may have 64 KiB of a transaction's 256 KiB. */
    private static final int FULL_BYTES = 150 * 1024;

    private final long proposal;
    private final Map<String, Op> checks = new LinkedHashMap<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private int weight;

    Draft(long proposal) {
        this.proposal = proposal;
    }

    long proposal() {
        return proposal;
    }

    /** What it rests on: the node must still have this version. Repeating it adds nothing. */
    void restsOn(String path, int version) {
        Op check = Op.check(path, version);
        if (checks.putIfAbsent(path, check) == null) {
            weight += check.weight();
        }
    }

    void add(Op op) {
        ops.add(op);
        weight += op.weight();
    }

    void addAll(List<Op> more) {
        more.forEach(this::add);
    }

    /**
     * Adds an operation that counts as done from now on.
     *
     * @param ending ends that, when the operation is seen in the tree or came to nothing
     */
    void add(Op op, Runnable ending) {
        add(op);
        endings.add(ending);
    }

    /** Something counts as used from now on, though no operation says so yet. */
    void onEnd(Runnable ending) {
        endings.add(ending);
    }

    /** Whether it counts anything as done before it is. */
    boolean proposes() {
        return !endings.isEmpty();
    }

    /** Whether one more port, however large, still fits into the step. */
    boolean hasRoom() {
        return hasRoomFor(0);
    }

    /** Whether it is still not full with so many more operations that are small. */
    boolean hasRoomFor(int more) {
        return hasRoomFor(more, 0);
    }

    boolean hasRoomFor(int moreOps, int moreBytes) {
        return checks.size() + ops.size() + moreOps < FULL_OPS && weight + moreBytes < FULL_BYTES;
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
