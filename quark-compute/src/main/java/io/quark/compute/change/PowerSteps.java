package io.quark.compute.change;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.step.Step;
import io.quark.compute.task.Workplace;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The steps that end and start a machine: parts of many changes. */
public final class PowerSteps {

    static final String SHUT_DOWN = "shut_down";
    static final String POWER_OFF = "power_off";
    static final String START = "start";
    static final String RESUME = "resume";

    private PowerSteps() {}

    /**
     * Asks the guest to shut down, and waits until it has or its time is over: then, too, it succeeds, for the power is cut next.
     *
     * @param until how long the guest has
     */
    public static Step shutDown(Workplace at, String instance, Instant until) {
        return new Step(
                SHUT_DOWN,
                stop -> new ShutDown(at, instance, until, stop).begin(),
                // Whoever was asked to go cannot be unasked.
                () -> CompletableFuture.completedFuture(null));
    }

    /** Cuts the power, if it is not off yet. */
    public static Step powerOff(Workplace at, String instance) {
        return Step.forward(
                POWER_OFF,
                () -> at.hypervisor()
                        .stop(instance)
                        .thenCompose(done -> at.keeper().down(instance)));
    }

    /** Finds what a start needs. */
    public static Step prepare(Workplace at, String instance) {
        return Step.forward(
                "prepare",
                () -> at.hypervisor().domain(instance).thenCompose(domain -> {
                    if (domain.isEmpty()) {
                        throw HostFailureException.permanent(
                                "the domain of " + instance + " is gone",
                                "define it again from a copy of the host's /etc/libvirt/qemu, or delete the machine");
                    }
                    return at.keeper()
                            .alone(
                                    instance,
                                    () -> at.wiring()
                                            .attachAgain(instance, at.keeper().filters(instance)))
                            .thenAccept(nics -> {});
                }));
    }

    /**
     * Starts a machine whose domain is there, and lets it run as soon as its limits are in force. Undone, it is off, and what was saved of its memory
     * is saved again.
     *
     * @param fromMemory whether it begins from memory that was saved
     */
    public static List<Step> start(Workplace at, String instance, boolean fromMemory) {
        Step start = new Step(
                START,
                // Its devices are new ones: nothing is in force on them yet.
                stop -> at.keeper()
                        .down(instance)
                        .thenCompose(done -> at.hypervisor().start(instance)),
                () -> fromMemory
                        ? at.hypervisor().power().suspend(instance)
                        : at.hypervisor().stop(instance));
        return List.of(
                start,
                Step.forward("limit_network", () -> at.keeper().enforce(instance)),
                Step.forward(RESUME, () -> at.hypervisor().resume(instance)));
    }
}
