package io.quark.api.action;

import io.quark.api.bind.Field;
import io.quark.common.model.MachineRequest.Pause;
import io.quark.common.model.MachineRequest.Reboot;
import io.quark.common.model.MachineRequest.Resume;
import io.quark.common.model.MachineRequest.Start;
import io.quark.common.model.MachineRequest.Stop;
import io.quark.common.model.MachineRequest.Suspend;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerOff;
import io.quark.common.model.PowerState;
import java.util.List;
import java.util.Optional;

/** Switching machines on and off. */
final class PowerActions {

    /** That a guest may be given to shut down, s. */
    static final int LONGEST_S = 3600;

    private PowerActions() {}

    record EndingAction(
            @Field(
                    required = true,
                    pattern = "stop|reboot",
                    says = "stop: the guest is asked to shut down; reboot: the same, then started.")
            Optional<String> action,

            @Field(says = "Cut its power at once; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS) {

        boolean forced() {
            return force.orElse(false);
        }

        int deadline() {
            return deadlineS.orElse(PowerOff.USUAL.deadlineS());
        }
    }

    /** How a machine is to be ended; empty if nothing is said of it. */
    static Optional<PowerOff> powerOff(Optional<Boolean> force, Optional<Integer> deadlineS) {
        return force.isEmpty() && deadlineS.isEmpty()
                ? Optional.empty()
                : Optional.of(new PowerOff(
                        force.orElse(PowerOff.USUAL.force()), deadlineS.orElse(PowerOff.USUAL.deadlineS())));
    }

    static List<Action<?>> all() {
        return List.of(
                Action.bare("start", PowerActions::start),
                Action.of("stop", EndingAction.class, PowerActions::stop),
                Action.of("reboot", EndingAction.class, PowerActions::reboot),
                Action.bare("pause", PowerActions::pause),
                Action.bare("resume", PowerActions::resume),
                Action.bare("suspend", PowerActions::suspend));
    }

    private static Start start(Asked asked) {
        asked.standing().refuseIf(asked.standing().is(MachineStatus.PAUSED), "Ask for resume.");
        asked.standing()
                .refuseIf(asked.standing().is(MachineStatus.RUNNING), "Nothing is to be done; reboot starts it anew.");
        return new Start();
    }

    private static Stop stop(EndingAction body, Asked asked) {
        boolean isWanted = asked.instance().powerState() == PowerState.STOPPED;
        asked.standing().refuseIf(isWanted && asked.standing().is(MachineStatus.STOPPED), "Nothing is to be done.");
        return new Stop(body.forced(), body.deadline());
    }

    private static Reboot reboot(EndingAction body, Asked asked) {
        asked.standing().require("Ask for start.", MachineStatus.RUNNING, MachineStatus.PAUSED, MachineStatus.CRASHED);
        return new Reboot(body.forced(), body.deadline());
    }

    private static Pause pause(Asked asked) {
        asked.standing().require("Only a running machine can be paused.", MachineStatus.RUNNING);
        return new Pause();
    }

    private static Resume resume(Asked asked) {
        asked.standing()
                .require(
                        "Only a paused or suspended machine can be resumed; start starts a stopped one.",
                        MachineStatus.PAUSED,
                        MachineStatus.SUSPENDED);
        return new Resume();
    }

    private static Suspend suspend(Asked asked) {
        asked.standing()
                .require(
                        "Only a running or paused machine can be suspended.",
                        MachineStatus.RUNNING,
                        MachineStatus.PAUSED);
        return new Suspend();
    }
}
