package io.quark.orc.workflow;

import io.quark.common.model.Machine;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Optional;

/** How a {@link Change} begins. */
sealed interface Begin {

    /** It cannot be done, and nothing is changed. */
    record Refused(Problem problem) implements Begin {}

    /** It is not its turn, or what it needs is not decided yet. */
    record NotYet(Decision.Wait until) implements Begin {}

    /** No host has to do anything: this is all of it. */
    record AtOnce(Settled settled) implements Begin {}

    /**
     * Its host is full, but it may be made on another one: the machine moves there first.
     *
     * @param lacking what its host lacks
     */
    record Elsewhere(Problem lacking) implements Begin {}

    /**
     * A host gets a task.
     *
     * @param instance that the task is about: a machine, or a volume that no machine has
     * @param machine as it is to be
     * @param consumes what it takes of the host beyond what is counted there already
     * @param ops what is recorded as it begins
     * @param parents nodes without data that these need
     * @param proposal what was proposed for it in the network; 0: nothing
     */
    record OnHost(
            String host,
            String instance,
            TaskKind kind,
            Optional<TaskDetail> detail,
            Optional<Machine> machine,
            Resources consumes,
            List<Op> ops,
            List<String> parents,
            long proposal)
            implements Begin {

        public OnHost {
            ops = List.copyOf(ops);
            parents = List.copyOf(parents);
        }
    }
}
