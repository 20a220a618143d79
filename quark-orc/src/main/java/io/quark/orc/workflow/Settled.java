package io.quark.orc.workflow;

import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is so in the end.
 *
 * @param ops by which it is recorded
 * @param parents nodes without data that these need
 * @param result what came of it, by name
 * @param failure why it has failed although its host did all that it was asked to
 */
record Settled(List<Op> ops, List<String> parents, Map<String, String> result, Optional<Problem> failure) {

    Settled {
        ops = List.copyOf(ops);
        parents = List.copyOf(parents);
        result = Map.copyOf(result);
    }

    static Settled of(List<Op> ops, Map<String, String> result) {
        return new Settled(ops, List.of(), result, Optional.empty());
    }
}
