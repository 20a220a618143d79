package io.quark.compute.change;

import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.Power.Asking;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.task.Workplace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a guest to shut down, first politely, then again and again by its power button (one that is still booting has not heard it), until it is
 * off or its time is over. Lives on the loop.
 */
final class ShutDown {

    private static final Logger LOG = LoggerFactory.getLogger(ShutDown.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(4);

    private final Workplace at;
    private final String instance;
    private final Instant until;
    private final StopSignal stop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Optional<Instant> asked = Optional.empty();

    ShutDown(Workplace at, String instance, Instant until, StopSignal stop) {
        this.at = at;
        this.instance = instance;
        this.until = until;
        this.stop = stop;
    }

    /** Completes when the machine is off or its time is over; fails when it cannot be seen, or is not to shut down any more. */
    CompletableFuture<Void> begin() {
        look();
        return stop.unlessAsked(done);
    }

    private void look() {
        at.loop().when(at.hypervisor().domain(instance), (domain, failure) -> {
            Instant now = at.clock().instant();
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (stop.isAsked() || domain == null || !canAnswer(domain) || !now.isBefore(until)) {
                done.complete(null);
            } else {
                if (asked.map(before -> !now.isBefore(before.plus(ASK_AGAIN))).orElse(true)) {
                    ask(now);
                }
                at.loop().after(LOOK, this::look);
            }
        });
    }

    /** One that has no processor does not hear anybody. */
    private static boolean canAnswer(Optional<Domain> domain) {
        return domain.filter(found -> found.status() == MachineStatus.RUNNING).isPresent();
    }

    private void ask(Instant now) {
        Asking how = asked.isEmpty() ? Asking.POLITELY : Asking.BUTTON;
        asked = Optional.of(now);
        at.loop().when(at.hypervisor().power().askToShutDown(instance, how), (nothing, failure) -> {
            if (failure != null) {
                LOG.info("{} cannot be asked to shut down: {}", instance, failure.getMessage());
            }
        });
    }
}
