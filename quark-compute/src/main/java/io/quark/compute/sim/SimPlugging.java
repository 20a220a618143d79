package io.quark.compute.sim;

import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.Plugging;
import java.util.concurrent.CompletableFuture;

/** Interfaces of simulated machines: they take and leave any. Thread safe. */
final class SimPlugging implements Plugging {

    private final SimHypervisor sim;

    SimPlugging(SimHypervisor sim) {
        this.sim = sim;
    }

    @Override
    public CompletableFuture<Void> plugIn(String instance, DomainNic nic) {
        return there("plug_in", instance);
    }

    @Override
    public CompletableFuture<Void> connect(String instance, DomainNic nic) {
        return there("connect", instance);
    }

    @Override
    public CompletableFuture<Void> unplug(String instance, String mac) {
        return there("unplug", instance);
    }

    private CompletableFuture<Void> there(String step, String instance) {
        return sim.forward(step, instance, before -> {
            SimHypervisor.requireDomain(before, instance);
            return before;
        });
    }
}
