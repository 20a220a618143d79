package io.quark.orc.workflow;

import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Problem;
import java.util.Optional;

/**
 * One kind of change that a single host makes, as pure functions of what is seen: what it refuses and what it begins with, and what is so
 * when its task has ended. {@link ChangeWorkflow} does all that is the same for every kind.
 */
interface Change {

    /** Called until it has begun. Only while placements may be decided. */
    Begin begin(OpenWork work, World world);

    /** The shape that the machine is to have, for changes that may have to be made on another host. */
    default Optional<InstanceSpec> shape(OpenWork work, World world) {
        return Optional.empty();
    }

    /** Its host has done it. */
    Settled succeeded(OpenWork work, TaskOutcome.Succeeded how, World world);

    /** It has not happened. What it began with is taken back. */
    Settled undone(OpenWork work, TaskOutcome.Undone how, World world);

    /** Whether it has happened is not known, so nothing is given up that may be in use. */
    Settled unsure(OpenWork work, Problem problem, World world);
}
