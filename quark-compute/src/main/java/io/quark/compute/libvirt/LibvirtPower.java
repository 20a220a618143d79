package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Power;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The power of domains. Thread safe. */
final class LibvirtPower implements Power {

    /** Memory is written to a disk: a GiB in ten seconds where that is slow. */
    private static final Duration SAVE = Duration.ofMinutes(30);

    private static final int AS_LIBVIRT_LIKES = 0;

    private final LibvirtHypervisor libvirt;
    private final OwnDomains own;

    LibvirtPower(LibvirtHypervisor libvirt, OwnDomains own) {
        this.libvirt = libvirt;
        this.own = own;
    }

    @Override
    public CompletableFuture<Void> pause(String instance) {
        return libvirt.actOn(instance, "pause", domain -> {
            if (!DomainStates.isPaused(own.state(domain))) {
                domain.suspend();
            }
        });
    }

    @Override
    public CompletableFuture<Void> askToShutDown(String instance, Asking how) {
        int flags = how == Asking.BUTTON ? DomainCalls.SHUTDOWN_BY_BUTTON : AS_LIBVIRT_LIKES;
        return libvirt.actOn(instance, "shut down", domain -> {
            if (domain.isActive() == 1) {
                own.shutdown(domain, flags);
            }
        });
    }

    @Override
    public CompletableFuture<Void> suspend(String instance) {
        return libvirt.actOn(instance, "save the memory of", SAVE, domain -> {
            if (domain.isActive() == 1) {
                domain.managedSave();
            }
        });
    }
}
