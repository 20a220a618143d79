package io.quark.compute.sim;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import io.quark.compute.storage.Ledger;
import io.quark.compute.storage.RecordedSnapshots;
import io.quark.compute.storage.RecordedSnapshots.Kept;
import io.quark.compute.storage.RecordedVolumes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The storage of one simulated host: remembers who has some. Thread safe. */
public final class SimStorage implements Storage {

    private final SimHost host;
    private final long mib;
    private final Volumes volumes;
    private final RecordedSnapshots kept;
    private final Snapshots snapshots;
    private final Optional<String> shared;

    /**
     * @param mib what the host says it has
     * @param shared the name under which other hosts have it, if they do
     */
    SimStorage(SimHost host, long mib, Optional<String> shared, Ledger<VolumeOwner> volumes, Ledger<Kept> snapshots) {
        this.host = host;
        this.mib = mib;
        this.shared = shared;
        this.kept = new RecordedSnapshots(snapshots);
        this.volumes = new SimVolumes(host, new RecordedVolumes(volumes));
        this.snapshots = new SimSnapshots(host, kept);
    }

    @Override
    public Optional<SharedStorage> shared() {
        return shared.map(name -> new SimSharedStorage(host, name, volumes));
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
    public CompletableFuture<Void> fetch(Owner owner, Machine machine, StopSignal stop) {
        return stop.unlessAsked(host.pace().forward(host.name(), "fetch_image", machine.instance(), stop::check));
    }

    @Override
    public CompletableFuture<Void> rebuild(Owner owner, Machine machine, StopSignal stop) {
        return host.pace().forward(host.name(), "allocate_storage", machine.instance(), stop::check);
    }

    @Override
    public CompletableFuture<Void> endRescue(Machine machine) {
        return host.pace().back(host.name(), "end_rescue", machine.instance(), () -> {});
    }

    @Override
    public CompletableFuture<Void> allocate(Owner owner, Machine machine, StopSignal stop) {
        return stop.unlessAsked(host.pace().forward(host.name(), "allocate_storage", machine.instance(), () -> {
            stop.check();
            host.change(machine.instance(), before -> before.withStorage(true));
        }));
    }

    @Override
    public CompletableFuture<Void> writeSeed(Owner owner, Machine machine, StopSignal stop) {
        return host.pace().forward(host.name(), "cloud_init", machine.instance(), stop::check);
    }

    @Override
    public CompletableFuture<Void> renewSeed(Machine machine) {
        return host.pace().forward(host.name(), "renew_seed", machine.instance(), () -> {});
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine machine) {
        return host.pace().forward(host.name(), "grow_disk", machine.instance(), () -> {});
    }

    @Override
    public CompletableFuture<Void> release(String instance) {
        return host.pace().back(host.name(), "release_storage", instance, () -> {
            kept.forget(instance);
            host.change(instance, before -> before.withStorage(false));
        });
    }

    @Override
    public MachineFiles files(Machine machine) {
        return MachineFiles.NONE;
    }

    @Override
    public CompletableFuture<Set<String>> instances() {
        return CompletableFuture.completedFuture(host.machines().entrySet().stream()
                .filter(entry -> entry.getValue().storage())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
    }

    @Override
    public CompletableFuture<Long> size() {
        return CompletableFuture.completedFuture(mib);
    }
}
