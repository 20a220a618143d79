package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Power;
import java.util.concurrent.CompletableFuture;
import org.libvirt.DomainInfo.DomainState;

/** The power of domains. Thread safe. */
final class LibvirtPower implements Power {

    private final LibvirtHypervisor libvirt;

    LibvirtPower(LibvirtHypervisor libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    public CompletableFuture<Void> pause(String instance) {
        return libvirt.actOn(instance, "pause", domain -> {
            if (domain.getInfo().state != DomainState.VIR_DOMAIN_PAUSED) {
                domain.suspend();
            }
        });
    }
}
