package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Power;
import java.util.concurrent.CompletableFuture;

/** The power of simulated machines. Thread safe. */
final class SimPower implements Power {

    private final SimHypervisor sim;
    private final SimHost host;

    SimPower(SimHypervisor sim, SimHost host) {
        this.sim = sim;
        this.host = host;
    }

    @Override
    public CompletableFuture<Void> pause(String instance) {
        return sim.forward("pause", instance, before -> {
            SimHypervisor.requireRunning(before, instance);
            return before.withStatus(MachineStatus.PAUSED);
        });
    }

    @Override
    public CompletableFuture<Void> askToShutDown(String instance, Asking how) {
        return sim.forward(
                "shut_down",
                instance,
                before -> before.running() && !host.isStubborn(instance)
                        ? before.withStatus(MachineStatus.STOPPED)
                        : before);
    }

    @Override
    public CompletableFuture<Void> suspend(String instance) {
        return sim.forward(
                "suspend", instance, before -> before.running() ? before.withStatus(MachineStatus.SUSPENDED) : before);
    }
}
