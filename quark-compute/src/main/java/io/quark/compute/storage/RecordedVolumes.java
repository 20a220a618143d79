package io.quark.compute.storage;

import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.hypervisor.Volumes;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Volumes that exist only on paper. Thread safe; nothing blocks. */
public final class RecordedVolumes implements Volumes {

    private final Ledger<VolumeOwner> ledger;

    public RecordedVolumes(Ledger<VolumeOwner> ledger) {
        this.ledger = ledger;
    }

    @Override
    public CompletableFuture<Void> create(VolumeOwner owner, VolumeDisk volume) {
        return done(() -> {
            if (ledger.get(volume.id()).isEmpty()) {
                ledger.put(volume.id(), owner);
            }
        });
    }

    @Override
    public CompletableFuture<Void> uncreate(VolumeOwner owner, VolumeDisk volume) {
        return done(() -> {
            if (ledger.get(volume.id()).filter(owner::equals).isPresent()) {
                ledger.remove(volume.id());
            }
        });
    }

    @Override
    public CompletableFuture<Void> grow(VolumeOwner owner, VolumeDisk volume, boolean inUse) {
        return done(() -> require(volume.id()));
    }

    @Override
    public CompletableFuture<Void> remove(VolumeOwner owner, VolumeDisk volume) {
        return done(() -> ledger.remove(volume.id()));
    }

    @Override
    public CompletableFuture<Void> find(VolumeDisk volume) {
        return done(() -> require(volume.id()));
    }

    @Override
    public CompletableFuture<Set<String>> all() {
        return CompletableFuture.completedFuture(ledger.keys());
    }

    @Override
    public DomainDisk disk(VolumeDisk volume) {
        require(volume.id());
        return DomainDisk.ofVolume(
                volume.id(), volume.device(), new DiskSource.InFile("/nowhere/" + volume.id(), QemuImg.QCOW2));
    }

    private void require(String volume) {
        if (ledger.get(volume).isEmpty()) {
            throw HostFailureException.permanent(
                    "volume " + volume + " is not on this host", "see on which host it is: it can be used only there");
        }
    }

    private static CompletableFuture<Void> done(Runnable work) {
        return CompletableFuture.completedFuture(true).thenRun(work);
    }
}
