package io.quark.common.tree;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What transactions on their way depend on and change, so that one that could see a difference is not sent beside
 * them: if the earlier were refused and sent again, it would come after the later.
 *
 * <p>For one thread.
 */
final class Footprint {

    private final Map<Aspect, Integer> changed = new HashMap<>();
    private final Map<Aspect, Integer> needed = new HashMap<>();

    /** What of a node an operation needs or changes. */
    private record Aspect(Kind kind, String path) {}

    private enum Kind {
        DATA,
        EXISTENCE,
        CHILDREN
    }

    private record Needs(Set<Aspect> changed, Set<Aspect> needed) {

        static Needs of(Transaction transaction) {
            Needs all = new Needs(new HashSet<>(), new HashSet<>());
            transaction.ops().forEach(all::add);
            return all;
        }

        private void add(Op op) {
            if (op instanceof Op.Check) {
                needed.add(new Aspect(Kind.DATA, op.path()));
                return;
            }
            changed.add(new Aspect(Kind.DATA, op.path()));
            if (op instanceof Op.Set) {
                return;
            }
            changed.add(new Aspect(Kind.EXISTENCE, op.path()));
            if (op instanceof Op.Delete) {
                changed.add(new Aspect(Kind.CHILDREN, op.path()));
            }
            // Siblings may come and go side by side: they only need their parent, and it its being empty.
            Paths.parent(op.path()).ifPresent(parent -> {
                needed.add(new Aspect(Kind.EXISTENCE, parent));
                needed.add(new Aspect(Kind.CHILDREN, parent));
            });
        }
    }

    boolean touches(Transaction transaction) {
        Needs needs = Needs.of(transaction);
        return needs.changed().stream().anyMatch(it -> changed.containsKey(it) || needed.containsKey(it))
                || needs.needed().stream().anyMatch(changed::containsKey);
    }

    void add(Transaction transaction) {
        Needs needs = Needs.of(transaction);
        needs.changed().forEach(it -> changed.merge(it, 1, Integer::sum));
        needs.needed().forEach(it -> needed.merge(it, 1, Integer::sum));
    }

    void remove(Transaction transaction) {
        Needs needs = Needs.of(transaction);
        needs.changed().forEach(it -> changed.computeIfPresent(it, (k, n) -> n == 1 ? null : n - 1));
        needs.needed().forEach(it -> needed.computeIfPresent(it, (k, n) -> n == 1 ? null : n - 1));
    }
}
