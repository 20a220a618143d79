package io.quark.common.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine that a compute looks after, as the compute sees it.
 *
 * @param kind kind of hypervisor: {@code qemu}, {@code test}, {@code sim}
 * @param status what the hypervisor says
 * @param task the task that last changed it
 */
public record Managed(
        String kind,
        String name,
        Instant birthedOn,
        Resources consumes,
        MachineStatus status,
        String task,
        Optional<Problem> fault) {}
