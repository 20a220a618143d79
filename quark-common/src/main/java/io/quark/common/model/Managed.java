package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Optional;

/**
 * A machine that a compute looks after, as the compute sees it.
 *
 * @param kind kind of hypervisor: {@code qemu}, {@code test}, {@code sim}; or {@code volume}: a disk that lies here, which has no status of its own
 * @param status what the hypervisor says
 * @param task the task that last changed it
 * @param wanted what the user wants of its power, as of that task
 * @param restart when the host starts it again by itself
 */
public record Managed(
        String kind,
        String name,
        Instant birthedOn,
        Resources consumes,
        MachineStatus status,
        String task,
        Optional<Problem> fault,
        PowerState wanted,
        RestartPolicy restart) {

    /** The kind of what is no machine but a volume. */
    public static final String VOLUME = "volume";

    /** A machine that is wanted running, and is started again after a failure. */
    public static Managed running(String kind, String name, Instant birthedOn, Resources consumes, String task) {
        return new Managed(
                kind,
                name,
                birthedOn,
                consumes,
                MachineStatus.RUNNING,
                task,
                Optional.empty(),
                PowerState.RUNNING,
                RestartPolicy.ON_FAILURE);
    }

    /** Whether it is one: it has a domain, and a status of its own. */
    @JsonIgnore
    public boolean isMachine() {
        return !kind.equals(VOLUME);
    }

    /** The same with another status. */
    public Managed with(MachineStatus newStatus) {
        return new Managed(kind, name, birthedOn, consumes, newStatus, task, fault, wanted, restart);
    }
}
