package io.quark.compute.change;

import io.quark.common.model.Nic;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.MachineSteps;
import io.quark.compute.task.Workplace;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is written down for a machine's next start: its domain's definition, and its seed.
 *
 * @param before what the domain's definition was when the change was planned
 */
record Definition(ChangeOrder order, String before) {

    /** Plans a change by what the machine's domain is and how it is defined. */
    static CompletableFuture<ChangePlan> planned(
            ChangeOrder order, BiFunction<Optional<Domain>, Definition, CompletableFuture<ChangePlan>> plan) {
        return order.at()
                .hypervisor()
                .domain(order.instance())
                .thenCompose(domain -> order.at()
                        .hypervisor()
                        .shaping()
                        .definition(order.instance())
                        .thenCompose(text -> plan.apply(domain, new Definition(order, text))));
    }

    /** Makes it that of the machine as it is to be, with those of its interfaces that are wired. */
    Step step() {
        return step(stop -> write());
    }

    /** The same with the seed, for a machine whose interfaces are others now. */
    Step stepWithSeed() {
        return step(stop -> write().thenCompose(done -> MachineSteps.renewSeed(order.at(), order.machine())));
    }

    private Step step(Function<StopSignal, CompletableFuture<Void>> run) {
        return new Step("define", run, this::takeBack);
    }

    /** After a restart of the daemon nobody knows any more what it was. */
    private CompletableFuture<Void> takeBack() {
        return order.resumed()
                ? CompletableFuture.completedFuture(null)
                : order.at().hypervisor().shaping().takeBack(order.instance(), before);
    }

    private CompletableFuture<Void> write() {
        Workplace at = order.at();
        String instance = order.instance();
        Set<String> macs = order.machine().nics().stream().map(Nic::mac).collect(Collectors.toSet());
        return at.keeper()
                .alone(
                        instance,
                        () -> at.wiring().attachAgain(instance, at.keeper().filters(instance)))
                .thenCompose(nics -> at.hypervisor()
                        .shaping()
                        .redefine(
                                order.machine(),
                                at.storage().files(order.machine()),
                                nics.stream()
                                        .filter(nic -> macs.contains(nic.mac()))
                                        .toList()));
    }
}
