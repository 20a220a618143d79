package io.quark.compute.change;

import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.Workplace;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is done to one interface of a machine whose other interfaces stay. */
final class PortSteps {

    private final Workplace at;
    private final String instance;
    private final Nic nic;

    PortSteps(Workplace at, String instance, Nic nic) {
        this.at = at;
        this.instance = instance;
        this.nic = nic;
    }

    /** A machine whose memory is saved comes back with the interfaces that it had. */
    static void requireNotSuspended(ChangeOrder order) {
        if (order.before()
                .map(Managed::status)
                .filter(MachineStatus.SUSPENDED::equals)
                .isPresent()) {
            throw HostFailureException.unfit(
                    order.instance() + " is suspended: it would come back with the interfaces that it had",
                    "start it, then change its interfaces");
        }
    }

    /** Wires it beside the machine's others. */
    CompletableFuture<Void> wire(Machine with) {
        // Alone from the beginning: nothing is done to an interface that is not there yet.
        return at.keeper()
                .alone(
                        instance,
                        () -> at.keeper()
                                .prepare(instance, with.nics())
                                .thenCompose(filters -> at.wiring().attach(with, filters))
                                .thenRun(() -> at.keeper().wired(instance)));
    }

    /** Unwires it; no guest has it any more. */
    CompletableFuture<Void> unwire(List<Nic> others) {
        return at.keeper()
                .alone(instance, () -> at.wiring().detach(instance, nic))
                .thenCompose(done -> at.keeper().became(instance, others));
    }

    /** Gives it to the running guest, with its cable out. */
    CompletableFuture<Void> plugIn() {
        return wired().thenCompose(found -> at.hypervisor().plugging().plugIn(instance, found));
    }

    /** What limits and filters its traffic is in force, then its cable is put in. */
    CompletableFuture<Void> connect() {
        return at.keeper()
                .enforce(instance)
                .thenCompose(done -> wired())
                .thenCompose(found -> at.hypervisor().plugging().connect(instance, found));
    }

    CompletableFuture<Void> unplug() {
        return at.hypervisor().plugging().unplug(instance, nic.mac());
    }

    private CompletableFuture<DomainNic> wired() {
        return at.keeper()
                .alone(
                        instance,
                        () -> at.wiring().attachAgain(instance, at.keeper().filters(instance)))
                .thenApply(nics -> nics.stream()
                        .filter(one -> one.mac().equals(nic.mac()))
                        .findFirst()
                        .orElseThrow(() -> HostFailureException.permanent(
                                "port " + nic.port() + " of " + instance + " is not wired on " + at.host(),
                                "see the log of this compute")));
    }
}
