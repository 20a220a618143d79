package io.quark.compute.storage;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.hypervisor.Volumes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Storage of machines that exist only on paper: remembers who has some, until the process ends. Thread safe. */
public final class RecordedStorage implements Storage {

    private final long mib;
    private final Set<String> instances = ConcurrentHashMap.newKeySet();
    private final RecordedVolumes volumes = new RecordedVolumes(Ledger.inMemory());
    private final RecordedSnapshots snapshots = new RecordedSnapshots(Ledger.inMemory());

    /** @param mib what it says it has */
    public RecordedStorage(long mib) {
        this.mib = mib;
    }

    @Override
    public CompletableFuture<Void> allocate(Owner owner, Machine machine, StopSignal stop) {
        instances.add(machine.instance());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> writeSeed(Owner owner, Machine machine, StopSignal stop) {
        return allocate(owner, machine, stop);
    }

    @Override
    public CompletableFuture<Void> renewSeed(Machine machine) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> fetch(Owner owner, Machine machine, StopSignal stop) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine machine) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> rebuild(Owner owner, Machine machine, StopSignal stop) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> endRescue(Machine machine) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<SharedStorage> shared() {
        return Optional.empty();
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public CompletableFuture<Void> release(String instance) {
        snapshots.forget(instance);
        instances.remove(instance);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public MachineFiles files(Machine machine) {
        return MachineFiles.NONE;
    }

    @Override
    public CompletableFuture<Set<String>> instances() {
        return CompletableFuture.completedFuture(Set.copyOf(instances));
    }

    @Override
    public CompletableFuture<Long> size() {
        return CompletableFuture.completedFuture(mib);
    }
}
