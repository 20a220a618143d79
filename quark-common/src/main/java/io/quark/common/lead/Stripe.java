package io.quark.common.lead;

import java.util.Collection;
import java.util.TreeSet;

/**
 * The part of a common supply (hosts, addresses, MACs) that a process turns to first, so that processes rarely choose
 * the same thing at once.
 *
 * @param index 0 to {@code count - 1}
 * @param count how many processes share the supply
 */
public record Stripe(int index, int count) {

    /** The stripe of a process among the live ones; it is counted as live even where it is not in the list. */
    public static Stripe of(String process, Collection<String> members) {
        TreeSet<String> all = new TreeSet<>(members);
        all.add(process);
        return new Stripe(all.headSet(process).size(), all.size());
    }
}
