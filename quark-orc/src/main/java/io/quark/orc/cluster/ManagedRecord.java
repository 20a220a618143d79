package io.quark.orc.cluster;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import java.util.Optional;

/**
 * What an orc needs of a {@link io.quark.common.model.Managed} that it sees in the tree: there are as many as machines.
 *
 * @param status what the hypervisor says
 * @param fault what is wrong with the machine, as its host sees it
 * @param wanted what its host believes to be wanted of its power
 */
public record ManagedRecord(Resources consumes, MachineStatus status, Optional<Problem> fault, PowerState wanted) {}
