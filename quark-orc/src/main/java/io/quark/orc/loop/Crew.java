package io.quark.orc.loop;

import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.net.alloc.Stripe;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The live orcs, and which hosts and addresses each of them prefers, so that two seldom want the same thing at once. Only a
 * preference: nothing is wrong while two processes see the crew differently. Not thread safe.
 */
final class Crew {

    private final String process;
    private final String prefix;
    private final TreeSet<String> members = new TreeSet<>();
    private List<String> ranks;
    private boolean changed = false;

    Crew(Paths paths, String process) {
        this.process = process;
        this.prefix = paths.orcMembers() + "/";
        this.ranks = List.of(process);
    }

    void apply(TreeView.Change change) {
        if (!change.path().startsWith(prefix)) {
            return;
        }
        String member = change.path().substring(prefix.length());
        boolean news = change.after().isPresent() ? members.add(member) : members.remove(member);
        if (news) {
            TreeSet<String> all = new TreeSet<>(members);
            all.add(process);
            ranks = new ArrayList<>(all);
            changed = true;
        }
    }

    /** Whether the crew has changed since the last call. */
    boolean changed() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /** Whether a host lies in the own stripe: each process ranks each host, and the highest rank has it. */
    boolean owns(String host) {
        String best = process;
        int highest = rank(process, host);
        for (String member : ranks) {
            int rank = rank(member, host);
            if (rank > highest || (rank == highest && member.compareTo(best) < 0)) {
                best = member;
                highest = rank;
            }
        }
        return best.equals(process);
    }

    Stripe stripe() {
        return new Stripe(Math.max(0, ranks.indexOf(process)), ranks.size());
    }

    private static int rank(String member, String host) {
        int h = member.hashCode() * 0x9e3779b9 ^ host.hashCode();
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
