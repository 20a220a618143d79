package io.quark.compute.move;

import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.PowerState;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.VolumeDisk;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.SharedStorage;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.MachineSteps;
import io.quark.compute.task.ManagedChange;
import io.quark.compute.task.Workplace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The steps of one machine that comes here. */
final class Reception {

    static final String TAKE_OVER = "take_over";

    /** In the task's result: what an evacuated machine was made from. */
    private static final String MADE_FROM = "made_from";

    private final ChangeOrder order;
    private final Workplace at;
    private final Machine machine;
    private final TaskDetail.Receive detail;
    private final Ownership ownership;
    private volatile List<DomainNic> wired = List.of();
    private volatile boolean ours;

    /** @param ours whether its record places it here already */
    Reception(ChangeOrder order, TaskDetail.Receive detail, Ownership ownership, boolean ours) {
        this.order = order;
        this.at = order.at();
        this.machine = order.machine();
        this.detail = detail;
        this.ownership = ownership;
        this.ours = ours;
    }

    ChangePlan plan() {
        String instance = machine.instance();
        Hypervisor hypervisor = at.hypervisor();
        Owner owner = Owner.of(order.task(), machine, at.host(), at.treeId());
        Step network = step(
                "allocate_network",
                stop -> MachineSteps.attach(at, machine).thenAccept(nics -> wired = nics),
                () -> MachineSteps.detach(at, instance));
        Step define = step(
                "define",
                stop -> hypervisor.define(owner, machine, at.storage().files(machine), wired),
                () -> hypervisor.undefine(instance));
        List<List<Step>> stages = new ArrayList<>();
        stages.add(Stream.concat(Stream.of(network), files(owner).stream()).toList());
        stages.add(List.of(define));
        stages.add(List.of(new Step(TAKE_OVER, this::takeOver, Reception::nothing)));
        if (!detail.copy()) {
            stages.add(List.of(Step.forward(
                    "take_storage",
                    () -> shared().takeOver(owner)
                            .thenCompose(ours -> hypervisor.moving().openDisks(instance)))));
        }
        if (detail.evacuated()) {
            stages.add(List.of(Step.forward("start", this::start)));
        }
        stages.add(List.of(Step.forward("limit_network", this::limit)));
        stages.add(List.of(Step.forward("resume", this::letRun)));
        return ChangePlan.of(new StepGraph(stages), () -> managed(ReceiveChange.status(machine.powerState())))
                .gateBefore(TAKE_OVER)
                .decidedBy(TAKE_OVER)
                .whenFailed(() -> ours ? managed(MachineStatus.PAUSED) : List.of())
                .telling(this::result);
    }

    /** Its files: those that both hosts have, or room for what the other one sends. */
    private List<Step> files(Owner owner) {
        if (!detail.copy()) {
            return List.of(step(
                    "find_storage",
                    stop -> shared().find(owner, machine, stop),
                    () -> shared().leave(machine.instance())));
        }
        List<Step> files = new ArrayList<>();
        files.add(step(
                "allocate_storage",
                stop -> requireRoom().thenCompose(room -> at.storage().allocate(owner, machine, stop)),
                () -> MachineSteps.releaseStorage(at, machine.instance())));
        files.add(step(
                "cloud_init",
                stop -> requireRoom().thenCompose(room -> at.storage().writeSeed(owner, machine, stop)),
                () -> MachineSteps.releaseStorage(at, machine.instance())));
        if (!machine.volumes().isEmpty()) {
            files.add(step(
                    "create_volumes",
                    stop -> ofVolumes(volume -> at.storage().volumes().create(owner(volume), volume)),
                    () -> ofVolumes(volume -> at.storage().volumes().uncreate(owner(volume), volume))));
        }
        return files;
    }

    private CompletableFuture<Void> ofVolumes(Function<VolumeDisk, CompletableFuture<Void>> work) {
        return CompletableFuture.allOf(machine.volumes().stream().map(work).toArray(CompletableFuture<?>[]::new));
    }

    private VolumeOwner owner(VolumeDisk volume) {
        return VolumeOwner.of(order.task(), volume.id(), at.host(), at.treeId());
    }

    private SharedStorage shared() {
        return at.storage()
                .shared()
                .orElseThrow(() -> HostFailureException.permanent(
                        at.host() + " shares its storage with nobody", "see storage.shared of quark-compute"));
    }

    /** What both hosts have although they do not say so must not be taken for an earlier attempt's. */
    private CompletableFuture<Void> requireRoom() {
        return at.storage()
                .shared()
                .map(shared -> shared.isAnothers(machine.instance()).thenAccept(anothers -> {
                    if (anothers) {
                        throw HostFailureException.permanent(
                                "the files of " + machine.instance() + " lie on " + at.host() + " already, where "
                                        + detail.from() + " has them",
                                "give the storage that both hosts have the same name: storage.shared of quark-compute");
                    }
                }))
                .orElseGet(Reception::nothing);
    }

    private CompletableFuture<Void> takeOver(StopSignal stop) {
        return ownership.becomesOurs(stop).thenRun(() -> ours = true);
    }

    private CompletableFuture<Void> start() {
        return runs() ? at.hypervisor().start(machine.instance()) : nothing();
    }

    /** Before it runs; one that has ended by itself meanwhile has nothing to limit. */
    private CompletableFuture<Void> limit() {
        return at.hypervisor()
                .domain(machine.instance())
                .thenCompose(domain -> domain.filter(found -> found.status() == MachineStatus.RUNNING
                                        || found.status() == MachineStatus.PAUSED)
                                .isPresent()
                        ? at.keeper().enforce(machine.instance())
                        : nothing());
    }

    /** It arrives paused, also when it was sent stopped. */
    private CompletableFuture<Void> letRun() {
        if (!runs()) {
            return at.hypervisor().stop(machine.instance());
        }
        return machine.powerState() == PowerState.RUNNING ? at.hypervisor().resume(machine.instance()) : nothing();
    }

    private boolean runs() {
        return machine.powerState() == PowerState.RUNNING || machine.powerState() == PowerState.PAUSED;
    }

    /** The machine, and with it its volumes. */
    private List<ManagedChange> managed(MachineStatus status) {
        Managed managed = new Managed(
                at.hypervisor().kind(),
                machine.name(),
                at.clock().instant(),
                machine.consumes(),
                status,
                order.task().id(),
                Optional.empty(),
                machine.powerState(),
                machine.restart());
        return Stream.concat(
                        Stream.of(ManagedChange.put(machine.instance(), managed)),
                        machine.volumes().stream().map(volume -> ManagedChange.lies(order.task(), volume, at.clock())))
                .toList();
    }

    private Map<String, String> result() {
        if (!detail.evacuated()) {
            return Map.of();
        }
        if (!detail.copy()) {
            return Map.of(MADE_FROM, "disk");
        }
        boolean image = machine.boot().file(ImageFile.Role.DISK).isPresent();
        return Map.of(MADE_FROM, image ? "image" : "empty_disk");
    }

    /** A step that is not undone any more once the machine is this host's: it is nowhere else. */
    private Step step(
            String name, Function<StopSignal, CompletableFuture<Void>> run, Supplier<CompletableFuture<Void>> undo) {
        return new Step(
                name,
                run,
                () -> ours ? nothing() : ownership.isOurs().thenCompose(now -> now ? nothing() : undo.get()));
    }

    private static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }
}
