package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;

/** Disks and memory of simulated machines: each call takes its time, and only power changes. Thread safe. */
final class SimDisks implements DomainDisks {

    private final SimHypervisor sim;
    private final SimHost host;

    SimDisks(SimHypervisor sim, SimHost host) {
        this.sim = sim;
        this.host = host;
    }

    @Override
    public CompletableFuture<Void> plugIn(String instance, DomainDisk disk) {
        return there("plug_in", instance, UnaryOperator.identity());
    }

    @Override
    public CompletableFuture<Void> unplug(String instance, DomainDisk disk) {
        return there("unplug", instance, UnaryOperator.identity());
    }

    @Override
    public CompletableFuture<Boolean> grow(String instance, DomainDisk disk, long mib) {
        return there("grow", instance, UnaryOperator.identity())
                .thenApply(done -> host.machine(instance).running());
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, Path to, StopSignal stop, DoubleConsumer progress) {
        return stop.unlessAsked(there("copy_disks", instance, UnaryOperator.identity()));
    }

    @Override
    public CompletableFuture<Void> save(String instance, Path to) {
        return there("save", instance, before -> before.running() ? before.withStatus(MachineStatus.STOPPED) : before);
    }

    @Override
    public CompletableFuture<Void> startFrom(String instance, Path memory) {
        return there("start", instance, before -> before.running() ? before : before.withStatus(MachineStatus.PAUSED));
    }

    @Override
    public CompletableFuture<Optional<List<String>>> shape(String instance) {
        return CompletableFuture.completedFuture(host.machine(instance).owner().map(owner -> List.of()));
    }

    private CompletableFuture<Void> there(String step, String instance, UnaryOperator<SimMachine> change) {
        return sim.forward(step, instance, before -> {
            SimHypervisor.requireDomain(before, instance);
            return change.apply(before);
        });
    }
}
