package io.quark.api.action;

import io.quark.api.bind.Field;
import io.quark.common.model.MachineRequest.Pause;
import io.quark.common.model.MachineRequest.Reboot;
import io.quark.common.model.MachineRequest.Resume;
import io.quark.common.model.MachineRequest.Start;
import io.quark.common.model.MachineRequest.Stop;
import io.quark.common.model.MachineRequest.Suspend;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import java.util.List;
import java.util.Optional;

/** Switching machines on and off. */
final class PowerActions {

    private static final int DEADLINE_S = 60;
    private static final int LONGEST_S = 3600;

    private PowerActions() {}

    record StartAction(
            @Field(required = true, pattern = "start", says = "start: from stopped or suspended.")
            Optional<String> action) {}

    record StopAction(
            @Field(required = true, pattern = "stop", says = "stop: the guest is asked to shut down.")
            Optional<String> action,

            @Field(says = "Cut its power at once; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS) {}

    record RebootAction(
            @Field(required = true, pattern = "reboot", says = "reboot: as stop, then started.")
            Optional<String> action,

            @Field(says = "Cut its power at once; false unless given.")
            Optional<Boolean> force,

            @Field(min = 1, max = LONGEST_S, says = "Seconds until its power is cut; 60 unless given.")
            Optional<Integer> deadlineS) {}

    record PauseAction(
            @Field(required = true, pattern = "pause", says = "pause: it stays in memory, without processor.")
            Optional<String> action) {}

    record ResumeAction(
            @Field(required = true, pattern = "resume", says = "resume: from paused or suspended.")
            Optional<String> action) {}

    record SuspendAction(
            @Field(required = true, pattern = "suspend", says = "suspend: its memory goes to its host's disk.")
            Optional<String> action) {}

    static List<Action<?>> all() {
        return List.of(
                Action.of("start", StartAction.class, (body, asked) -> start(asked)),
                Action.of("stop", StopAction.class, PowerActions::stop),
                Action.of("reboot", RebootAction.class, PowerActions::reboot),
                Action.of("pause", PauseAction.class, (body, asked) -> pause(asked)),
                Action.of("resume", ResumeAction.class, (body, asked) -> resume(asked)),
                Action.of("suspend", SuspendAction.class, (body, asked) -> suspend(asked)));
    }

    private static Start start(Asked asked) {
        asked.standing().refuseIf(asked.standing().is(MachineStatus.PAUSED), "Ask for resume.");
        asked.standing()
                .refuseIf(asked.standing().is(MachineStatus.RUNNING), "Nothing is to be done; reboot starts it anew.");
        return new Start();
    }

    private static Stop stop(StopAction body, Asked asked) {
        boolean isWanted = asked.instance().powerState() == PowerState.STOPPED;
        asked.standing().refuseIf(isWanted && asked.standing().is(MachineStatus.STOPPED), "Nothing is to be done.");
        return new Stop(body.force().orElse(false), body.deadlineS().orElse(DEADLINE_S));
    }

    private static Reboot reboot(RebootAction body, Asked asked) {
        asked.standing().require("Ask for start.", MachineStatus.RUNNING, MachineStatus.PAUSED, MachineStatus.CRASHED);
        return new Reboot(body.force().orElse(false), body.deadlineS().orElse(DEADLINE_S));
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
