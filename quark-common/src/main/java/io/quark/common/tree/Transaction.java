package io.quark.common.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * What a decision wants done to the tree: all of it, in this order, or nothing. A value: whoever makes it touches
 * nothing; a {@link TreeSession} commits it.
 */
public record Transaction(List<Op> ops) {

    /** Operations in one transaction at most; beyond it there is nothing to gain (ZOOKEEPER.md ). */
    public static final int MAX_OPS = 500;

    /** Paths and data in one transaction at most, bytes; the server refuses requests of 1 MiB. */
    public static final int MAX_BYTES = 256 * 1024;

    public static final Transaction NOTHING = new Transaction(List.of());

    public Transaction {
        ops = List.copyOf(ops);
    }

    public static Transaction of(Op... ops) {
        return new Transaction(List.of(ops));
    }

    public Transaction then(Op... more) {
        return then(List.of(more));
    }

    public Transaction then(Transaction more) {
        return then(more.ops);
    }

    public Transaction then(List<Op> more) {
        List<Op> all = new ArrayList<>(ops.size() + more.size());
        all.addAll(ops);
        all.addAll(more);
        return new Transaction(all);
    }

    public boolean isEmpty() {
        return ops.isEmpty();
    }

    /** Roughly how many bytes its request has. */
    public int weight() {
        return ops.stream().mapToInt(Op::weight).sum();
    }

    /** Whether it is within {@link #MAX_OPS} and {@link #MAX_BYTES}. */
    public boolean withinBounds() {
        return ops.size() <= MAX_OPS && weight() <= MAX_BYTES;
    }
}
