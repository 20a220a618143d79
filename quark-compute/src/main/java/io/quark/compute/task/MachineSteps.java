package io.quark.compute.task;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps that make a machine, those that change its interfaces, and those that unmake it. */
public final class MachineSteps {

    private static final Logger LOG = LoggerFactory.getLogger(MachineSteps.class);

    /** The step before which the gate stands. */
    static final String START = "start";

    /** What limits and filters the machine's traffic is in force before it runs. */
    private static final String LIMIT = "limit_network";

    private static final String RESUME = "resume";

    /** The step before which the gate of an update stands: after it nobody remembers what was before. */
    static final String SETTLE = "settle_network";

    private MachineSteps() {}

    static StepGraph build(Workplace at, Owner owner, Machine machine) {
        String instance = machine.instance();
        Nics nics = new Nics();
        Step network = new Step(
                "allocate_network", stop -> attach(at, machine).thenAccept(nics::set), () -> detach(at, instance));
        Step storage = new Step(
                "allocate_storage",
                stop -> at.storage().allocate(owner, machine, stop),
                () -> releaseStorage(at, instance));
        Step seed = new Step(
                "cloud_init", stop -> at.storage().writeSeed(owner, machine, stop), () -> releaseStorage(at, instance));
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
        // These go with the domain, too.
        Step limit = Step.forward(LIMIT, () -> at.keeper().enforce(instance));
        Step resume = Step.forward(RESUME, () -> at.hypervisor().resume(instance));
        return new StepGraph(List.of(
                List.of(network, storage, seed),
                List.of(define),
                List.of(vcpu),
                List.of(start),
                List.of(limit),
                List.of(resume)));
    }

    /** Each undone by {@link #revert}, whichever was begun. */
    static StepGraph update(Workplace at, String task, Machine machine) {
        return StepGraph.chain(List.of(
                Step.forward("plan_network", () -> at.wiring().plan(task, machine)),
                Step.forward("update_network", () -> readdress(at, machine)),
                Step.forward(
                        SETTLE,
                        () -> at.wiring()
                                .settle(machine.instance())
                                .thenCompose(done -> at.keeper().became(machine.instance(), machine.nics()))
                                .thenCompose(done -> renewSeed(at, machine)))));
    }

    /** What the guest is told at its next start. That it cannot be told undoes no change: its interfaces are as they are. */
    public static CompletableFuture<Void> renewSeed(Workplace at, Machine machine) {
        return at.storage()
                .renewSeed(machine)
                .handle((done, failure) -> failure)
                .thenAccept(failure -> {
                    if (failure != null) {
                        LOG.warn(
                                "the seed of {} still tells of its former interfaces: {}",
                                machine.instance(),
                                failure.getMessage());
                    }
                });
    }

    /** Policies and groups follow once the change is settled. */
    private static CompletableFuture<Void> readdress(Workplace at, Machine machine) {
        String instance = machine.instance();
        return at.keeper()
                .alone(instance, () -> at.wiring().update(machine, at.keeper().filters(instance)))
                .thenRun(() -> at.keeper().readdressed(instance, machine.nics()));
    }

    private static CompletableFuture<Void> takeBack(Workplace at, String task, String instance) {
        return at.keeper()
                .alone(
                        instance,
                        () -> at.wiring().revert(task, instance, at.keeper().filters(instance)))
                .thenAccept(before -> before.ifPresent(nics -> at.keeper().readdressed(instance, nics)));
    }

    /** Wires its interfaces. */
    public static CompletableFuture<List<DomainNic>> attach(Workplace at, Machine machine) {
        String instance = machine.instance();
        return at.keeper()
                .prepare(instance, machine.nics())
                .thenCompose(filters ->
                        at.keeper().alone(instance, () -> at.wiring().attach(machine, filters)))
                .thenApply(nics -> {
                    at.keeper().wired(instance);
                    return nics;
                });
    }

    /** Unwires its interfaces; its domain must be gone. */
    public static CompletableFuture<Void> detach(Workplace at, String instance) {
        return at.keeper()
                .alone(instance, () -> at.wiring().detach(instance))
                .thenRun(() -> at.keeper().forget(instance));
    }

    /** Removes its files, unless they are another host's by now. */
    public static CompletableFuture<Void> releaseStorage(Workplace at, String instance) {
        return new FilesRelease(at, instance).run();
    }

    static StepGraph revert(Workplace at, String task, String instance) {
        return StepGraph.chain(List.of(Step.forward("revert_network", () -> takeBack(at, task, instance))));
    }

    static StepGraph removal(Workplace at, String instance) {
        return StepGraph.chain(List.of(
                Step.forward("stop", () -> at.hypervisor().stop(instance)),
                Step.forward("undefine", () -> at.hypervisor().undefine(instance)),
                Step.forward("release_network", () -> detach(at, instance)),
                Step.forward("release_storage", () -> releaseStorage(at, instance))));
    }

    /** What the wiring found, for the definition, which comes after it. */
    private static final class Nics {
        private volatile List<DomainNic> wired = List.of();

        void set(List<DomainNic> nics) {
            wired = nics;
        }
    }
}
