package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** Disks and memory of domains that only play: libvirt's test driver has no disks. Thread safe. */
final class PlayedDisks implements DomainDisks {

    private static final Duration QUICK = Duration.ofMinutes(1);

    private final LibvirtHypervisor libvirt;

    PlayedDisks(LibvirtHypervisor libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    public CompletableFuture<Void> plugIn(String instance, DomainDisk disk) {
        return libvirt.actOn(instance, "plug a disk into", domain -> {});
    }

    @Override
    public CompletableFuture<Void> unplug(String instance, DomainDisk disk) {
        return libvirt.actOn(instance, "unplug a disk from", domain -> {});
    }

    @Override
    public CompletableFuture<Boolean> grow(String instance, DomainDisk disk, long mib) {
        return active(instance);
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, Path to, StopSignal stop, DoubleConsumer progress) {
        return libvirt.actOn(instance, "copy the disk of", domain -> {});
    }

    @Override
    public CompletableFuture<Void> save(String instance, Path to) {
        return libvirt.stop(instance);
    }

    @Override
    public CompletableFuture<Void> startFrom(String instance, Path memory) {
        return libvirt.start(instance);
    }

    @Override
    public CompletableFuture<Optional<List<String>>> shape(String instance) {
        return libvirt.ask(instance, "look at", QUICK, domain -> List.of());
    }

    private CompletableFuture<Boolean> active(String instance) {
        return libvirt.ask(instance, "look at", QUICK, domain -> domain.isActive() == 1)
                .thenApply(found -> found.orElse(false));
    }
}
