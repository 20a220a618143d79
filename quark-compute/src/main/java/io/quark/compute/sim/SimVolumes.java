package io.quark.compute.sim;

import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import io.quark.compute.storage.RecordedVolumes;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Volumes of a simulated host: on paper, at the simulation's pace. Thread safe. */
final class SimVolumes implements Volumes {

    private final SimHost host;
    private final RecordedVolumes paper;

    SimVolumes(SimHost host, RecordedVolumes paper) {
        this.host = host;
        this.paper = paper;
    }

    @Override
    public CompletableFuture<Void> create(VolumeOwner owner, VolumeDisk volume) {
        return forward("create_volume", volume).thenCompose(now -> paper.create(owner, volume));
    }

    @Override
    public CompletableFuture<Void> uncreate(VolumeOwner owner, VolumeDisk volume) {
        return paper.uncreate(owner, volume);
    }

    @Override
    public CompletableFuture<Void> grow(VolumeOwner owner, VolumeDisk volume, boolean inUse) {
        return forward("grow_volume", volume).thenCompose(now -> paper.grow(owner, volume, inUse));
    }

    @Override
    public CompletableFuture<Void> remove(VolumeOwner owner, VolumeDisk volume) {
        return host.pace()
                .back(host.name(), "remove_volume", volume.id(), () -> {})
                .thenCompose(now -> paper.remove(owner, volume));
    }

    @Override
    public CompletableFuture<Void> find(VolumeDisk volume) {
        return paper.find(volume);
    }

    @Override
    public CompletableFuture<Set<String>> all() {
        return paper.all();
    }

    @Override
    public DomainDisk disk(VolumeDisk volume) {
        return paper.disk(volume);
    }

    private CompletableFuture<Void> forward(String step, VolumeDisk volume) {
        return host.pace().forward(host.name(), step, volume.id(), () -> {});
    }
}
