package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.ManagedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine that a change is about, with all that is known of it. */
record Subject(OpenWork work, Seen<Instance> seen, World world, Moves moves) {

    Instance instance() {
        return seen.value();
    }

    /** Where it lives. */
    String host() {
        return instance().compute().orElse("");
    }

    Paths paths() {
        return moves.paths();
    }

    /** What its hypervisor says. */
    MachineStatus is() {
        return managed().map(ManagedRecord::status).orElse(MachineStatus.MISSING);
    }

    Optional<ManagedRecord> managed() {
        return world.managed(host(), instance().id());
    }

    /** Whether everybody agrees that this is its power: the user, its host, and its hypervisor. */
    boolean isAs(PowerState power) {
        return instance().powerState() == power
                && managed()
                        .filter(said -> said.wanted() == power && power.isMetBy(said.status()))
                        .isPresent();
    }

    /** The machine as it is, and well. */
    Instance well() {
        return instance()
                .change()
                .status(Instance.Status.ACTIVE)
                .fault(Optional.empty())
                .build();
    }

    /** The machine as it is, and not known to be well. */
    Instance inDoubt(Problem fault) {
        return instance()
                .change()
                .status(Instance.Status.ERROR)
                .fault(Optional.of(fault))
                .build();
    }

    Begin refused(String why, String hint) {
        return new Begin.Refused(Problems.invalidState("instance", instance().id(), why, hint));
    }

    /** It is so already; a machine that was in error is well again, if its host says so now: who is silent may do something else yet. */
    Begin already() {
        Map<String, String> result = Map.of("instance", instance().id());
        Instance well = world.sign(host()).alive() ? well() : instance();
        return new Begin.AtOnce(
                Settled.of(well.equals(instance()) ? List.of() : List.of(moves.set(seen, well)), result));
    }

    /** Its host does it. */
    Begin onHost(TaskKind kind, TaskDetail detail, Instance toBe) {
        return onHost(kind, Optional.of(detail), toBe);
    }

    Begin onHost(TaskKind kind, Optional<TaskDetail> detail, Instance toBe) {
        return onHost(kind, detail, toBe, instance(), Resources.NONE, List.of(), List.of(), 0);
    }

    /**
     * Its host does it.
     *
     * @param toBe the machine as it is to be
     * @param meanwhile its record until then; that this work unit holds it is added
     */
    Begin onHost(
            TaskKind kind,
            Optional<TaskDetail> detail,
            Instance toBe,
            Instance meanwhile,
            Resources consumes,
            List<Op> ops,
            List<String> parents,
            long proposal) {
        List<Op> all = new ArrayList<>(ops);
        all.add(moves.set(
                seen, meanwhile.change().workUnit(Optional.of(work.id())).build()));
        return new Begin.OnHost(
                host(),
                instance().id(),
                kind,
                detail,
                Optional.of(Machines.machine(toBe)),
                consumes,
                all,
                parents,
                proposal);
    }
}
