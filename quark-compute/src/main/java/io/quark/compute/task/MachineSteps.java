package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The steps that make a machine, and those that unmake it. */
final class MachineSteps {

    /** The step before which the gate stands. */
    static final String START = "start";

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

    static StepGraph removal(Workplace at, String instance) {
        return StepGraph.chain(List.of(
                Step.removal("stop", () -> at.hypervisor().stop(instance)),
                Step.removal("undefine", () -> at.hypervisor().undefine(instance)),
                Step.removal("release_network", () -> at.wiring().detach(instance)),
                Step.removal("release_storage", () -> at.storage().release(instance))));
    }

    /** What the wiring found, for the definition, which comes after it. */
    private static final class Nics {
        private volatile List<DomainNic> wired = List.of();

        void set(List<DomainNic> nics) {
            wired = nics;
        }
    }
}
