package io.quark.common.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Several transactions made one, in their order. A check that several of them share is sent once, unless what it
 * checks is written between. Pure; for one thread.
 */
final class Combined {

    private final List<Transaction> members = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    /** For each operation: whose it is. */
    private final List<List<Origin>> origins = new ArrayList<>();
    /** Where each check stands that still holds for what follows. */
    private final Map<Op.Check, Integer> checked = new HashMap<>();

    private int weight;

    /**
     * Whose operation it is.
     *
     * @param index in the member
     * @param first whether the member's earlier operations have all passed when this one fails
     */
    private record Origin(int member, int index, boolean first) {}

    /** Adds a member, if there is room for it. The first always has. */
    boolean add(Transaction transaction) {
        if (!members.isEmpty()
                && (ops.size() + transaction.ops().size() > Transaction.MAX_OPS
                        || weight + transaction.weight() > Transaction.MAX_BYTES)) {
            return false;
        }
        int member = members.size();
        members.add(transaction);
        weight += transaction.weight();
        int passed = -1;
        boolean allShared = true;
        Set<String> written = new HashSet<>();
        for (int i = 0; i < transaction.ops().size(); i++) {
            Op op = transaction.ops().get(i);
            Optional<Integer> shared = Optional.ofNullable(op instanceof Op.Check ? checked.get(op) : null);
            if (shared.isPresent()) {
                origins.get(shared.get()).add(new Origin(member, i, allShared && shared.get() > passed));
                passed = Math.max(passed, shared.get());
            } else {
                append(op, new Origin(member, i, true), written);
                allShared = false;
            }
        }
        return true;
    }

    private void append(Op op, Origin origin, Set<String> written) {
        if (op instanceof Op.Check check) {
            // What a member checks of its own writing says nothing to others: refused, it has written nothing.
            if (!written.contains(op.path())) {
                checked.put(check, ops.size());
            }
        } else {
            written.add(op.path());
            checked.keySet().removeIf(check -> check.path().equals(op.path()));
        }
        ops.add(op);
        List<Origin> owners = new ArrayList<>(1);
        owners.add(origin);
        origins.add(owners);
    }

    Transaction transaction() {
        return new Transaction(ops);
    }

    /**
     * What became of each member, in their order; empty: nothing was done because another was refused, so it is to be
     * sent again.
     */
    List<Optional<Commit>> outcomes(Commit whole) {
        List<Optional<Commit>> each = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            each.add(whole instanceof Commit.Refused ? Optional.empty() : Optional.of(whole));
        }
        if (whole instanceof Commit.Refused refused) {
            for (Origin origin : origins.get(refused.index())) {
                if (origin.first()) {
                    Op own = members.get(origin.member()).ops().get(origin.index());
                    each.set(origin.member(), Optional.of(new Commit.Refused(origin.index(), own, refused.reason())));
                }
            }
        }
        return each;
    }
}
