package io.quark.compute.move;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.change.PowerSteps;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.MachineSteps;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Workplace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one machine that leaves. */
final class Dispatch {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    /** What a guest has to shut down by itself, before a cold migration. */
    private static final Duration TO_SHUT_DOWN = Duration.ofSeconds(60);

    private final ChangeOrder order;
    private final Workplace at;
    private final TaskDetail.Send detail;

    Dispatch(ChangeOrder order, TaskDetail.Send detail) {
        this.order = order;
        this.at = order.at();
        this.detail = detail;
    }

    ChangePlan plan() {
        if (detail.live()) {
            // Its guest stands still until this task has ended: what is left here is removed by the next look at the
            // host.
            Step migrate = new Step("migrate", this::send, this::runOn);
            return plan(StepGraph.chain(List.of(migrate)), migrate.name());
        }
        Step release = Step.forward("release_source", this::release);
        Step shutDown = new Step("shut_down", this::shutDown, this::startAgain);
        Step copy = new Step(
                "copy",
                stop -> startPaused(stop).thenCompose(paused -> send(stop)),
                () -> PowerSteps.powerOff(at, instance()).run().apply(StopSignal.never()));
        return plan(StepGraph.chain(List.of(shutDown, copy, release)), copy.name());
    }

    private ChangePlan plan(StepGraph steps, String decisive) {
        return ChangePlan.of(steps, this::gone)
                .gateBefore(decisive)
                .decidedBy(decisive)
                .reversibleToTheEnd();
    }

    /** The machine, and with it its volumes; what is left of those here is removed by the next look. */
    private List<ManagedChange> gone() {
        return Stream.concat(
                        Stream.of(instance()),
                        order.machine().volumes().stream().map(VolumeDisk::id))
                .map(ManagedChange::remove)
                .toList();
    }

    private String instance() {
        return order.instance();
    }

    /** Whether it has left is asked until it is known. */
    private CompletableFuture<Void> send(StopSignal stop) {
        Journey journey = Journey.of(detail, order.machine());
        return at.hypervisor()
                .moving()
                .send(instance(), journey, order.progress(), stop)
                .exceptionallyCompose(failure -> {
                    Throwable why = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    boolean unsure = why instanceof HostFailureException known
                            && known.kind() == HostFailureException.Kind.UNREACHABLE;
                    if (!unsure) {
                        return CompletableFuture.failedFuture(why);
                    }
                    LOG.warn("whether {} has left {} is not known yet: {}", instance(), at.host(), why.getMessage());
                    return later(() -> send(stop));
                });
    }

    private CompletableFuture<Void> later(Supplier<CompletableFuture<Void>> again) {
        CompletableFuture<Void> waited = new CompletableFuture<>();
        at.loop().execute(() -> at.loop().after(ASK_AGAIN, () -> waited.complete(null)));
        return waited.thenCompose(nothing -> again.get());
    }

    /** It is here, and libvirt may have left it paused. */
    private CompletableFuture<Void> runOn() {
        return order.machine().powerState() == PowerState.RUNNING
                ? at.hypervisor().resume(instance())
                : CompletableFuture.completedFuture(null);
    }

    /** Its guest has some time for it; then its power is cut. */
    private CompletableFuture<Void> shutDown(StopSignal stop) {
        Instant until = order.task().birthedOn().orElseGet(at.clock()::instant).plus(TO_SHUT_DOWN);
        return inTurn(List.of(PowerSteps.shutDown(at, instance(), until), PowerSteps.powerOff(at, instance())), stop);
    }

    private CompletableFuture<Void> startAgain() {
        return order.machine().powerState() == PowerState.RUNNING
                ? inTurn(PowerSteps.start(at, instance(), false), StopSignal.never())
                : CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> inTurn(List<Step> steps, StopSignal stop) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (Step step : steps) {
            done = done.thenCompose(before -> step.run().apply(stop));
        }
        return done;
    }

    /** A machine that has not run yet is sent like one that runs: its guest does not see the difference. */
    private CompletableFuture<Void> startPaused(StopSignal stop) {
        return at.hypervisor()
                .domain(instance())
                .thenCompose(domain -> domain.filter(found -> found.status() == MachineStatus.STOPPED
                                        || found.status() == MachineStatus.CRASHED)
                                .isPresent()
                        ? inTurn(
                                List.of(
                                        PowerSteps.prepare(at, instance()),
                                        PowerSteps.start(at, instance(), false).get(0)),
                                stop)
                        : CompletableFuture.completedFuture(null));
    }

    /** Where nothing was copied, the other host uses what lies there. */
    private CompletableFuture<Void> releaseFiles() {
        return detail.copy()
                ? at.storage().release(instance())
                : at.storage()
                        .shared()
                        .map(shared -> shared.leave(instance()))
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** What cannot be removed now is removed by a later look: the record does not place the machine here any more. */
    private CompletableFuture<Void> release() {
        return MachineSteps.detach(at, instance())
                .thenCompose(detached -> releaseFiles())
                .handle((nothing, failure) -> {
                    if (failure != null) {
                        LOG.warn("{} still has something of {}: {}", at.host(), instance(), failure.getMessage());
                    }
                    return failure == null;
                })
                .thenAccept(released -> {});
    }
}
