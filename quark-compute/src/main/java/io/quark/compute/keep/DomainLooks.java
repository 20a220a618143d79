package io.quark.compute.keep;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.step.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sees which of the machines that are kept have devices, as the hypervisor says. Lives on the loop. */
final class DomainLooks {

    private final Loop loop;
    private final Hypervisor hypervisor;
    private final Map<String, KeptMachine> machines;
    private final Consumer<KeptMachine> changed;
    private final Consumer<KeptMachine> stillUp;

    /**
     * What is seen is put into {@code machines}, and told.
     *
     * @param changed told of one that has devices now, or has none any more
     * @param stillUp told of one that has devices as before
     */
    DomainLooks(
            Loop loop,
            Hypervisor hypervisor,
            Map<String, KeptMachine> machines,
            Consumer<KeptMachine> changed,
            Consumer<KeptMachine> stillUp) {
        this.loop = loop;
        this.hypervisor = hypervisor;
        this.machines = machines;
        this.changed = changed;
        this.stillUp = stillUp;
    }

    /** Looks at one. */
    void at(String instance) {
        KeptMachine machine = machines.get(instance);
        if (machine == null) {
            return;
        }
        int before = machine.looks();
        loop.when(hypervisor.domain(instance), (domain, failure) -> {
            if (domain != null && machine.looks() == before) {
                seen(machine, domain.map(Domain::status));
            }
        });
    }

    /** Looks at all of them. Completes when that is done, or cannot be. */
    CompletableFuture<Void> atAll() {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        Map<KeptMachine, Integer> before =
                machines.values().stream().collect(Collectors.toMap(machine -> machine, KeptMachine::looks));
        loop.when(hypervisor.domains(), (domains, failure) -> {
            if (domains != null) {
                Map<String, MachineStatus> statuses =
                        domains.stream().collect(Collectors.toMap(Domain::instance, Domain::status));
                before.forEach((machine, looks) -> {
                    if (machine.looks() == looks) {
                        seen(machine, Optional.ofNullable(statuses.get(machine.instance())));
                    }
                });
            }
            looked.complete(null);
        });
        return looked;
    }

    /** Whether one has devices at this moment; from any thread. */
    CompletableFuture<Boolean> isUp(String instance) {
        return hypervisor.domain(instance).thenApply(domain -> isUp(domain.map(Domain::status)));
    }

    private static boolean isUp(Optional<MachineStatus> status) {
        return status.filter(now -> now == MachineStatus.RUNNING || now == MachineStatus.PAUSED)
                .isPresent();
    }

    private void seen(KeptMachine machine, Optional<MachineStatus> status) {
        boolean wasUp = machine.isUp();
        if (machine.setUp(isUp(status))) {
            changed.accept(machine);
        } else if (wasUp) {
            // It may have been away for a moment.
            stillUp.accept(machine);
        }
    }
}
