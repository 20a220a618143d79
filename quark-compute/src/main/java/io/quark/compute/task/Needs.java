package io.quark.compute.task;

import io.quark.common.model.TaskDetail;
import java.util.Optional;

/**
 * What a task of one kind must name, and what must be so.
 *
 * @param here whether {@code managing} must name the task's instance when its turn has come
 * @param machine whether the task must name its machine, as it is to be
 * @param detail what else it must say
 * @param place whether only so many of its kind go at once as the host is configured for: not for what mostly waits
 */
public record Needs(boolean here, boolean machine, Optional<Class<? extends TaskDetail>> detail, boolean place) {

    /** Its instance must be here. */
    public static final Needs HERE = new Needs(true, false, Optional.empty(), true);

    /** Its instance must be here, and it must say how the machine is to be. */
    public static final Needs MACHINE = new Needs(true, true, Optional.empty(), true);

    /** Nothing must be here. */
    public static final Needs NOTHING = new Needs(false, false, Optional.empty(), true);

    /** And it must say this. */
    public Needs and(Class<? extends TaskDetail> newDetail) {
        return new Needs(here, machine, Optional.of(newDetail), place);
    }

    /** Any number of them may go at once. */
    public Needs anyNumber() {
        return new Needs(here, machine, detail, false);
    }
}
