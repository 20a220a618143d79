package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The steps that make a machine, those that change its interfaces, and those that unmake it. */
final class MachineSteps {

    /** The step before which the gate stands. */
    static final String START = "start";

    /** The step before which the gate of an update stands: after it nobody remembers what was before. */
    static final String SETTLE = "settle_network";

    private MachineSteps() {}

    static StepGraph build(Workplace at, Owner owner, Machine machine) {
        String instance = machine.instance();
        Nics nics = new Nics();
        Step network = new Step(
                "allocate_network",
                stop -> at.wiring().attach(machine).thenAccept(nics::set),
                () -> at.wiring().detach(instance));
        Step storage = new Step(
                "allocate_storage",
                stop -> at.storage().allocate(owner, machine, stop),
                () -> at.storage().release(instance));
        Step seed = new Step(
                "cloud_init",
                stop -> at.storage().writeSeed(owner, machine, stop),
                () -> at.storage().release(instance));
        Step define = new Step(
                "define",
                stop -> at.hypervisor().define(owner, machine, at.storage().files(machine), nics.wired),
                () -> at.hypervisor().undefine(instance));
        Step vcpu = new Step(
                "allocate_vcpu",
                stop -> at.hypervisor().allocateVcpu(machine, stop),
                // Goes with the domain.
                () -> CompletableFuture.completedFuture(null));
        Step start = new Step(
                START,
                stop -> at.hypervisor().start(instance),
                () -> at.hypervisor().stop(instance));
        return new StepGraph(List.of(List.of(network, storage, seed), List.of(define), List.of(vcpu), List.of(start)));
    }

    /** Each undone by {@link #revert}, whichever was begun. */
    static StepGraph update(Workplace at, String task, Machine machine) {
        return StepGraph.chain(List.of(
                Step.forward("plan_network", () -> at.wiring().plan(task, machine)),
                Step.forward("update_network", () -> at.wiring().update(machine)),
                Step.forward(SETTLE, () -> at.wiring().settle(machine.instance()))));
    }

    static StepGraph revert(Workplace at, String task, String instance) {
        return StepGraph.chain(
                List.of(Step.forward("revert_network", () -> at.wiring().revert(task, instance))));
    }

    static StepGraph removal(Workplace at, String instance) {
        return StepGraph.chain(List.of(
                Step.forward("stop", () -> at.hypervisor().stop(instance)),
                Step.forward("undefine", () -> at.hypervisor().undefine(instance)),
                Step.forward("release_network", () -> at.wiring().detach(instance)),
                Step.forward("release_storage", () -> at.storage().release(instance))));
    }

    /** What the wiring found, for the definition, which comes after it. */
    private static final class Nics {
        private volatile List<DomainNic> wired = List.of();

        void set(List<DomainNic> nics) {
            wired = nics;
        }
    }
}
