package io.quark.compute.sim;

import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.storage.RecordedSnapshots;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Snapshots of a simulated host's machines: on paper, at the simulation's pace. Thread safe. */
final class SimSnapshots implements Snapshots {

    private final SimHost host;
    private final RecordedSnapshots paper;

    SimSnapshots(SimHost host, RecordedSnapshots paper) {
        this.host = host;
        this.paper = paper;
    }

    @Override
    public Draft draft(String instance, String snapshot) {
        return paper.draft(instance, snapshot);
    }

    @Override
    public CompletableFuture<Void> begin(String instance, String snapshot, boolean goOn) {
        return paper.begin(instance, snapshot, goOn);
    }

    @Override
    public CompletableFuture<Boolean> hasMemory(String instance, String snapshot) {
        return paper.hasMemory(instance, snapshot);
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, String snapshot, StopSignal stop) {
        return forward("copy_disks", instance, stop).thenCompose(now -> paper.copyRoot(instance, snapshot, stop));
    }

    @Override
    public CompletableFuture<Long> keep(String instance, String snapshot, List<String> shape) {
        return paper.keep(instance, snapshot, shape);
    }

    @Override
    public CompletableFuture<List<String>> shape(String instance, String snapshot) {
        return paper.shape(instance, snapshot);
    }

    @Override
    public CompletableFuture<Void> restore(String instance, String snapshot, long mib, StopSignal stop) {
        return forward("restore_disks", instance, stop)
                .thenCompose(now -> paper.restore(instance, snapshot, mib, stop));
    }

    @Override
    public Path memory(String instance, String snapshot) {
        return paper.memory(instance, snapshot);
    }

    @Override
    public CompletableFuture<Void> remove(String instance, String snapshot) {
        return host.pace()
                .back(host.name(), "remove_snapshot", instance, () -> {})
                .thenCompose(now -> paper.remove(instance, snapshot));
    }

    @Override
    public CompletableFuture<Void> flatten(String instance, String snapshot, StopSignal stop) {
        return forward("flatten", instance, stop).thenCompose(now -> paper.flatten(instance, snapshot, stop));
    }

    @Override
    public CompletableFuture<ImageFile> upload(String instance, String snapshot, Upload to, StopSignal stop) {
        return paper.upload(instance, snapshot, to, stop);
    }

    @Override
    public CompletableFuture<Void> unflatten(String instance, String snapshot) {
        return paper.unflatten(instance, snapshot);
    }

    private CompletableFuture<Void> forward(String step, String instance, StopSignal stop) {
        return stop.unlessAsked(host.pace().forward(host.name(), step, instance, stop::check));
    }
}
