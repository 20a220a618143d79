package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.Moving;
import io.quark.compute.hypervisor.StopSignal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/** Moves simulated machines between the hosts of one world. Thread safe. */
public final class SimMoving implements Moving {

    private static final String SCHEME = "sim:";

    private final SimHost host;

    SimMoving(SimHost host) {
        this.host = host;
    }

    /** At which a simulated host takes machines. */
    public static String uri(String compute) {
        return SCHEME + compute;
    }

    @Override
    public CompletableFuture<Void> send(String instance, Journey journey, DoubleConsumer progress, StopSignal stop) {
        return host.pace().forward(host.name(), "migrate", instance, () -> {
            SimHost other = host.other(journey.uri().substring(SCHEME.length()));
            boolean here = host.machine(instance).owner().isPresent();
            if (here) {
                stop.check();
                give(instance, other);
            } else if (!other.machine(instance).running()) {
                throw HostFailureException.permanent(
                        "the domain of " + instance + " is gone here, and did not arrive on " + other.name(),
                        "see who removes it");
            }
        });
    }

    @Override
    public CompletableFuture<Void> openDisks(String instance) {
        return CompletableFuture.completedFuture(null);
    }

    /** For a moment it is on both, and runs on neither. */
    private void give(String instance, SimHost other) {
        SimMachine machine = host.machine(instance);
        if (other.machine(instance).owner().isEmpty()) {
            throw HostFailureException.permanent(
                    other.name() + " has not defined the domain of " + instance, "hosts of one process can do it");
        }
        host.change(instance, before -> before.withStatus(MachineStatus.PAUSED));
        other.change(instance, there -> there.withVcpus(machine.vcpus()).withStatus(MachineStatus.PAUSED));
        host.change(instance, SimMachine::undefined);
        host.tell(Optional.of(instance));
        other.tell(Optional.of(instance));
    }
}
