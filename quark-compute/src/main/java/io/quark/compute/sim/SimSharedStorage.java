package io.quark.compute.sim;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.Volumes;
import java.util.concurrent.CompletableFuture;

/** Storage that simulated hosts share: each remembers which of the machines on it are its own. Thread safe. */
final class SimSharedStorage implements SharedStorage {

    private final SimHost host;
    private final String name;
    private final Volumes volumes;

    /** @param volumes of all its hosts */
    SimSharedStorage(SimHost host, String name, Volumes volumes) {
        this.host = host;
        this.name = name;
        this.volumes = volumes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<Boolean> isAnothers(String instance) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletableFuture<Void> find(Owner owner, Machine machine, StopSignal stop) {
        return stop.unlessAsked(host.pace().forward(host.name(), "find_storage", machine.instance(), stop::check))
                .thenCompose(found -> CompletableFuture.allOf(
                        machine.volumes().stream().map(volumes::find).toArray(CompletableFuture<?>[]::new)));
    }

    @Override
    public CompletableFuture<Void> takeOver(Owner owner) {
        return host.pace()
                .forward(
                        host.name(),
                        "take_storage",
                        owner.instance(),
                        () -> host.change(owner.instance(), before -> before.withStorage(true)));
    }

    @Override
    public CompletableFuture<Void> leave(String instance) {
        return host.pace()
                .back(
                        host.name(),
                        "leave_storage",
                        instance,
                        () -> host.change(instance, before -> before.withStorage(false)));
    }
}
