package io.quark.net.alloc;

import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.List;

/** The next step in removing a network. */
public sealed interface Removal {

    /**
     * Commit these, then, if there is more to come and once the index has seen them, ask again.
     *
     * @param ops empty, with nothing more to come: the network is gone
     */
    record Step(List<Op> ops, boolean moreToCome) implements Removal {
        public Step {
            ops = List.copyOf(ops);
        }
    }

    /**
     * Something holds the network: it stays.
     *
     * @param ops to be committed with the refusal: they make a network active again that was being deleted; often empty
     */
    record Held(Problem problem, List<Op> ops) implements Removal {
        public Held {
            ops = List.copyOf(ops);
        }
    }
}
