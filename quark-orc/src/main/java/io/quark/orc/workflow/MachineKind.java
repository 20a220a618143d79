package io.quark.orc.workflow;

import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Problem;
import java.util.Optional;

/** One kind of change of a machine, as {@link Change}; the machine is there, nobody else holds it, and it is its turn. */
interface MachineKind {

    Begin begin(Subject subject);

    /** As {@link Change#shape}. */
    default Optional<InstanceSpec> shape(Subject subject) {
        return Optional.empty();
    }

    Left succeeded(Subject subject, TaskOutcome.Succeeded how);

    /** Everything on the host is as it was. */
    default Left undone(Subject subject) {
        return Left.of(subject.instance());
    }

    /** What is on the host is not known: what may be in use stays recorded. */
    default Left unsure(Subject subject, Problem problem) {
        return Left.of(subject.inDoubt(problem));
    }
}
