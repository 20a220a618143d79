package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Another power state of a machine.
 *
 * @param becomes what is wanted of its power from then on
 * @param from what it may be as before
 * @param again whether there is something to do even if it is so already
 * @param instead what to do where it may not
 */
record PowerChange(
        TaskKind kind,
        Optional<TaskDetail> detail,
        PowerState becomes,
        Set<MachineStatus> from,
        boolean again,
        String instead)
        implements MachineKind {

    /** What this request asks for; empty if it is not about power. */
    static Optional<MachineKind> of(MachineRequest request) {
        if (request instanceof MachineRequest.Start) {
            return kind(
                    TaskKind.START,
                    PowerState.RUNNING,
                    EnumSet.complementOf(EnumSet.of(MachineStatus.PAUSED)),
                    "resume it");
        }
        if (request instanceof MachineRequest.Stop stop) {
            return Optional.of(new PowerChange(
                    TaskKind.STOP,
                    Optional.of(new TaskDetail.Power(stop.force(), stop.deadlineS())),
                    PowerState.STOPPED,
                    EnumSet.allOf(MachineStatus.class),
                    false,
                    ""));
        }
        if (request instanceof MachineRequest.Reboot reboot) {
            return Optional.of(new PowerChange(
                    TaskKind.REBOOT,
                    Optional.of(new TaskDetail.Power(reboot.force(), reboot.deadlineS())),
                    PowerState.RUNNING,
                    EnumSet.of(MachineStatus.RUNNING, MachineStatus.PAUSED, MachineStatus.CRASHED),
                    true,
                    "start it"));
        }
        if (request instanceof MachineRequest.Pause) {
            return kind(TaskKind.PAUSE, PowerState.PAUSED, EnumSet.of(MachineStatus.RUNNING), "start it first");
        }
        if (request instanceof MachineRequest.Resume) {
            return kind(
                    TaskKind.RESUME,
                    PowerState.RUNNING,
                    EnumSet.of(MachineStatus.PAUSED, MachineStatus.SUSPENDED),
                    "start it");
        }
        if (request instanceof MachineRequest.Suspend) {
            return kind(
                    TaskKind.SUSPEND,
                    PowerState.SUSPENDED,
                    EnumSet.of(MachineStatus.RUNNING, MachineStatus.PAUSED),
                    "start it first");
        }
        return Optional.empty();
    }

    private static Optional<MachineKind> kind(
            TaskKind kind, PowerState becomes, Set<MachineStatus> from, String instead) {
        return Optional.of(new PowerChange(kind, Optional.empty(), becomes, from, false, instead));
    }

    @Override
    public Begin begin(Subject subject) {
        if (!again && subject.isAs(becomes)) {
            return subject.already();
        }
        MachineStatus is = subject.is();
        // Where only its host does not know yet that it is wanted so, the task tells it.
        if (!from.contains(is) && !becomes.isMetBy(is)) {
            return subject.refused("it is " + is.text(), instead);
        }
        boolean asleep = kind == TaskKind.RESUME && is == MachineStatus.SUSPENDED;
        return subject.onHost(
                asleep ? TaskKind.START : kind,
                detail,
                subject.instance().change().powerState(becomes).build());
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        Instance now = subject.well().change().powerState(becomes).wanted().build();
        return Left.of(now);
    }
}
