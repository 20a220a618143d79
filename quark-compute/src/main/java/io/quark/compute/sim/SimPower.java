package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Power;
import java.util.concurrent.CompletableFuture;

/** The power of simulated machines. Thread safe. */
final class SimPower implements Power {

    private final SimHypervisor sim;

    SimPower(SimHypervisor sim) {
        this.sim = sim;
    }

    @Override
    public CompletableFuture<Void> pause(String instance) {
        return sim.forward("pause", instance, before -> {
            SimHypervisor.requireRunning(before, instance);
            return before.withStatus(MachineStatus.PAUSED);
        });
    }
}
