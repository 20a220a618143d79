package io.quark.api.action;

import io.quark.api.http.ProblemType;
import io.quark.api.view.Cluster;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a machine is at this moment, as far as it bears on what may be asked of it.
 *
 * @param now what its hypervisor says; where its host gives no sign of life, what is wanted
 * @param pending whether something else that was asked of it has not ended yet: how it will be then is for orc to judge
 */
record Standing(Instance instance, MachineStatus now, boolean hostAlive, boolean pending) {

    static Standing of(Cluster cluster, Instance instance, boolean pending) {
        boolean alive = instance.compute().map(cluster::isAlive).orElse(false);
        MachineStatus now = alive
                ? instance.compute()
                        .flatMap(host -> cluster.managed(host, instance.id()))
                        .map(Managed::status)
                        .orElse(MachineStatus.MISSING)
                : wanted(instance.powerState());
        return new Standing(instance, now, alive, pending || instance.workUnit().isPresent());
    }

    private static MachineStatus wanted(PowerState state) {
        return switch (state) {
            case RUNNING -> MachineStatus.RUNNING;
            case STOPPED -> MachineStatus.STOPPED;
            case PAUSED -> MachineStatus.PAUSED;
            case SUSPENDED -> MachineStatus.SUSPENDED;
        };
    }

    boolean is(MachineStatus... any) {
        return Set.of(any).contains(now);
    }

    /** Refuses (409) unless it is one of these now. */
    void require(String hint, MachineStatus first, MachineStatus... more) {
        refuse(!EnumSet.of(first, more).contains(now), Optional.of(hint));
    }

    /** Refuses (409) what does not fit how it is now. */
    void refuseIf(boolean when, String hint) {
        refuse(when, Optional.of(hint));
    }

    private void refuse(boolean when, Optional<String> hint) {
        if (when && !pending) {
            throw ProblemType.CONFLICT.of(
                    "the instance " + instance.name() + " is " + now.text()
                            + (hostAlive ? "" : ", as far as is known: its host gives no sign of life"),
                    hint.orElse("See GET /v1/instances/" + instance.id() + "."));
        }
    }

    /** Refuses (409) everything of a machine that goes, and what a machine in error cannot be asked. */
    void refuseWrongStatus(String action, Set<String> possibleInError) {
        boolean isInError = instance.status() == Instance.Status.ERROR && !possibleInError.contains(action);
        if (instance.status() == Instance.Status.DELETING || (isInError && !pending)) {
            throw ProblemType.CONFLICT.of(
                    "the instance " + instance.name() + " is "
                            + (isInError
                                    ? "in error"
                                            + instance.fault()
                                                    .map(fault -> ": " + fault.detail())
                                                    .orElse("")
                                    : "being deleted"),
                    isInError
                            ? "It can be asked for: "
                                    + String.join(
                                            ", ",
                                            possibleInError.stream().sorted().toList()) + "; or delete it."
                            : "Make another one.");
        }
    }
}
