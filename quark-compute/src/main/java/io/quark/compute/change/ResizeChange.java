package io.quark.compute.change;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerOff;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Shaping;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Gives a machine another shape: while it runs, where its hypervisor can; else, where the task allows it, by starting it anew; one that is off gets it
 * at once. A disk grows, and never shrinks: one that grew for a resize that failed stays as large.
 */
final class ResizeChange implements HostChange {

    private static final String GROW_DISK = "grow_disk";
    private static final String SET_VCPU = "set_vcpu";
    private static final String SET_MEMORY = "set_memory";

    @Override
    public Needs needs() {
        return Needs.MACHINE.and(TaskDetail.Shape.class);
    }

    @Override
    public List<Fault> faults(Task task) {
        return task.machine().filter(machine -> machine.rescue().isPresent()).isPresent()
                ? List.of(new Fault("/rescue", "a machine that is being rescued keeps its shape: end the rescue first"))
                : List.of();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        return Definition.planned(
                order,
                (domain, definition) -> order.at()
                        .hypervisor()
                        .shaping()
                        .obstacle(order.machine())
                        .thenApply(obstacle -> new Shape(order, definition).plan(domain, obstacle)));
    }

    /** One resize. */
    private record Shape(ChangeOrder order, Definition definition) {

        ChangePlan plan(Optional<Domain> domain, Optional<String> obstacle) {
            if (order.before()
                    .filter(managed -> managed.status() == MachineStatus.SUSPENDED)
                    .isPresent()) {
                throw HostFailureException.unfit(
                        order.instance() + " is suspended: what was saved of its memory fits only its present shape",
                        "start it, then resize it");
            }
            boolean active = domain.filter(Domain::active).isPresent();
            // An earlier life of the daemon has begun to start it anew, or is about to.
            boolean interrupted = !active && order.resumed() && mayRestart() && wanted() == PowerState.RUNNING;
            if (order.task().starting() || interrupted || (active && obstacle.isPresent())) {
                return restart(obstacle);
            }
            return active ? live(domain.get().status()) : off();
        }

        private ChangePlan live(MachineStatus status) {
            return ending(
                    List.of(
                            Step.forward(GROW_DISK, () -> shaping().growDisk(machine())),
                            new Step(
                                    SET_VCPU,
                                    stop -> shaping().addVcpus(machine()),
                                    () -> stays(
                                            "virtual CPUs",
                                            had().cpu() < machine().cpu())),
                            new Step(
                                    SET_MEMORY,
                                    stop -> shaping().addMemory(machine()),
                                    () -> stays(
                                            "memory", had().ram() < machine().ram())),
                            definition.step()),
                    status);
        }

        /** What a guest was given it does not give back. */
        private static CompletableFuture<Void> stays(String what, boolean added) {
            return added
                    ? CompletableFuture.failedFuture(HostFailureException.permanent(
                            what + " that may have been added stay until it is started anew", "start it anew"))
                    : CompletableFuture.completedFuture(null);
        }

        private Resources had() {
            return order.before().map(Managed::consumes).orElse(Resources.NONE);
        }

        private ChangePlan off() {
            return ending(List.of(growFile(), definition.step()), MachineStatus.STOPPED);
        }

        private ChangePlan restart(Optional<String> obstacle) {
            if (!mayRestart()) {
                throw HostFailureException.unfit(
                        order.instance() + " cannot become so while it runs: "
                                + obstacle.orElse("it was begun otherwise"),
                        "allow the resize to restart it, or stop it first");
            }
            PowerOff powerOff = order.detail(TaskDetail.Shape.class).powerOff().orElse(PowerOff.USUAL);
            List<Step> ending = Ending.steps(order, TaskDetail.Power.of(powerOff)).stream()
                    .map(step -> new Step(step.name(), step.run(), this::runAgain))
                    .toList();
            List<Step> steps = new ArrayList<>(ending);
            steps.add(growFile());
            steps.add(definition.step());
            steps.addAll(start());
            ChangePlan plan = ending(
                            steps, wanted() == PowerState.PAUSED ? MachineStatus.PAUSED : MachineStatus.RUNNING)
                    .gateBefore(PowerSteps.POWER_OFF)
                    .once(ending.stream().map(Step::name).toArray(String[]::new));
            // What its definition was before is known only to the life of the daemon that has begun it.
            return order.resumed() ? plan : plan.reversibleToTheEnd();
        }

        /** Whatever was begun, it runs as it did. */
        private CompletableFuture<Void> runAgain() {
            return order.at().hypervisor().domain(order.instance()).thenCompose(domain -> {
                CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
                if (domain.filter(Domain::active).isPresent()) {
                    return done;
                }
                for (Step step : start()) {
                    done = done.thenCompose(nothing -> step.run().apply(StopSignal.never()));
                }
                return done;
            });
        }

        /** One that is wanted paused stays as it was started. */
        private List<Step> start() {
            List<Step> steps = PowerSteps.start(order.at(), order.instance(), false);
            return wanted() == PowerState.PAUSED ? steps.subList(0, steps.size() - 1) : steps;
        }

        private Step growFile() {
            return Step.forward(GROW_DISK, () -> order.at().storage().growDisk(machine()));
        }

        private ChangePlan ending(List<Step> steps, MachineStatus status) {
            return ChangePlan.of(
                    StepGraph.chain(steps), () -> List.of(ManagedChange.became(order.task(), status, wanted())));
        }

        private Machine machine() {
            return order.machine();
        }

        private PowerState wanted() {
            return machine().powerState();
        }

        private boolean mayRestart() {
            return order.detail(TaskDetail.Shape.class).restart();
        }

        private Shaping shaping() {
            return order.at().hypervisor().shaping();
        }
    }
}
