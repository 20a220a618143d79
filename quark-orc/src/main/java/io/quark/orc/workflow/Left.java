package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a change leaves behind.
 *
 * @param instance the machine's record; that nobody holds it any more is added
 * @param ops on what belongs to it
 * @param result what came of it, by name
 * @param failure why it has failed although its host did all that it was asked to
 */
record Left(Instance instance, List<Op> ops, Map<String, String> result, Optional<Problem> failure) {

    static Left of(Instance instance, List<Op> ops) {
        return new Left(instance, ops, Map.of(), Optional.empty());
    }

    static Left of(Instance instance) {
        return of(instance, List.of());
    }

    Left telling(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(result);
        more.put(name, value);
        return new Left(instance, ops, more, failure);
    }

    Left failed(Problem problem) {
        return new Left(instance, ops, result, Optional.of(problem));
    }
}
