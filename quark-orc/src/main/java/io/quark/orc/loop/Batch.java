package io.quark.orc.loop;

import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.orc.cluster.Reservation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Decisions for many work units on their way into one transaction. What several of them need is in it once: the bump of a
 * host's {@code next_tasks}, the check of a network, a parent node. Not thread safe.
 */
final class Batch {

    /** More in one transaction gains nothing, and a refusal costs more. */
    static final int MAX_MEMBERS = 50;

    private static final int SPARE_OPS = 8;
    private static final byte[] NOTHING = new byte[0];

    private final Paths paths;
    private final int shards;
    private final List<Member> members = new ArrayList<>();
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> parents = new LinkedHashSet<>();
    private int ops = 0;
    private int bytes = 0;
    private int mostMembers = MAX_MEMBERS;

    Batch(Paths paths) {
        this.paths = paths;
        this.shards = paths.shards();
    }

    /**
     * Adds a decision, unless it does not fit any more. One alone always fits.
     *
     * @param among how many it may share a transaction with, itself included
     */
    boolean add(Member member, int among) {
        int moreOps = member.act().ops().size()
                + member.act().placements().size()
                + member.act().parents().size();
        int moreBytes = weight(member);
        boolean fits = members.size() < Math.min(mostMembers, among)
                && ops + moreOps + shards + SPARE_OPS <= Transaction.MAX_OPS
                && bytes + moreBytes + shards * paths.epoch(0).length() * 2 <= Transaction.MAX_BYTES;
        if (!members.isEmpty() && !fits) {
            return false;
        }
        members.add(member);
        member.act().placements().stream().map(Reservation::host).forEach(hosts::add);
        parents.addAll(member.act().parents());
        ops += moreOps;
        bytes += moreBytes;
        mostMembers = Math.min(mostMembers, among);
        return true;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    boolean isFull() {
        return members.size() >= mostMembers;
    }

    List<Member> members() {
        return members;
    }

    Set<String> hosts() {
        return hosts;
    }

    Set<String> parents() {
        return parents;
    }

    Set<Integer> shards() {
        Set<Integer> all = new LinkedHashSet<>();
        members.forEach(member -> all.add(member.shard()));
        return all;
    }

    /**
     * All operations in their order, the fences not among them.
     *
     * @param version the version to expect of a host's {@code next_tasks}
     */
    Sealed seal(ToIntFunction<String> version) {
        List<Op> all = new ArrayList<>(ops);
        List<Integer> owners = new ArrayList<>(ops);
        hosts.forEach(host -> all.add(new Op.Set(paths.nextTasks(host), NOTHING, version.applyAsInt(host))));
        parents.forEach(parent -> all.add(Op.createEmpty(parent)));
        all.forEach(op -> owners.add(Sealed.SHARED));
        Set<Op> checks = new LinkedHashSet<>();
        for (int i = 0; i < members.size(); i++) {
            for (Op op : members.get(i).act().ops()) {
                if (!(op instanceof Op.Check) || checks.add(op)) {
                    all.add(op);
                    owners.add(i);
                }
            }
        }
        return new Sealed(all, owners);
    }

    private int weight(Member member) {
        int sum = 0;
        for (Op op : member.act().ops()) {
            sum += op.weight();
        }
        for (Reservation placement : member.act().placements()) {
            sum += paths.nextTasks(placement.host()).length() + 24;
        }
        return sum;
    }

    /**
     * The operations of a batch.
     *
     * @param owners for each operation, which member it is of
     */
    record Sealed(List<Op> ops, List<Integer> owners) {
        static final int SHARED = -1;
    }
}
