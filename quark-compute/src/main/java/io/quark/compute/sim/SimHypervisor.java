package io.quark.compute.sim;

import io.quark.common.model.ComputeSelf.HypervisorFacts;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFacts;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Moving;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.Plugging;
import io.quark.compute.hypervisor.Power;
import io.quark.compute.hypervisor.Shaping;
import io.quark.compute.hypervisor.StopSignal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The hypervisor of one simulated host. Thread safe. */
public final class SimHypervisor implements Hypervisor {

    public static final String KIND = "sim";

    private final SimHost host;
    private final Size size;
    private final String compute;
    private final String tree;
    private final Insight insight;

    /**
     * @param size what the host says it has
     * @param compute name of the compute whose domains it handles
     * @param tree identity of the tree that they are recorded in
     */
    public SimHypervisor(SimHost host, Size size, String compute, String tree) {
        this.host = host;
        this.size = size;
        this.compute = compute;
        this.tree = tree;
        this.insight = new SimInsight(host, compute, tree);
    }

    /**
     * What a host says it has.
     *
     * @param ram MiB
     * @param cpu threads
     */
    public record Size(long ram, int cpu) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public CompletableFuture<HostFacts> facts() {
        return answer(new HostFacts(
                new HypervisorFacts(KIND, KIND + ":" + host.name(), "x86_64"), size.ram(), size.cpu(), Map.of()));
    }

    @Override
    public CompletableFuture<List<Domain>> domains() {
        return answer(host.machines().values().stream()
                .flatMap(machine -> domain(machine).stream())
                .toList());
    }

    @Override
    public CompletableFuture<Optional<Domain>> domain(String instance) {
        return answer(domain(host.machine(instance)));
    }

    @Override
    public CompletableFuture<Void> define(Owner owner, Machine machine, MachineFiles files, List<DomainNic> nics) {
        return forward("define", machine.instance(), before -> {
            boolean same =
                    before.owner().map(Owner::task).filter(owner.task()::equals).isPresent();
            return same && before.running() ? before : before.defined(owner);
        });
    }

    @Override
    public CompletableFuture<Void> allocateVcpu(Machine machine, StopSignal stop) {
        return stop.unlessAsked(forward("allocate_vcpu", machine.instance(), before -> {
            requireDomain(before, machine.instance());
            return before.withVcpus(machine.cpu());
        }));
    }

    @Override
    public CompletableFuture<Void> start(String instance) {
        return forward("start", instance, before -> {
            requireDomain(before, instance);
            host.found(instance);
            return before.running() ? before : before.withStatus(MachineStatus.PAUSED);
        });
    }

    @Override
    public CompletableFuture<Void> resume(String instance) {
        return forward("resume", instance, before -> {
            requireDomain(before, instance);
            return before.running() ? before.withStatus(MachineStatus.RUNNING) : before;
        });
    }

    @Override
    public CompletableFuture<Void> stop(String instance) {
        return back("stop", instance, before -> before.withStatus(MachineStatus.STOPPED));
    }

    @Override
    public CompletableFuture<Void> undefine(String instance) {
        return back("undefine", instance, SimMachine::undefined);
    }

    @Override
    public Moving moving() {
        return new SimMoving(host);
    }

    @Override
    public Insight insight() {
        return insight;
    }

    @Override
    public Power power() {
        return new SimPower(this, host);
    }

    @Override
    public Shaping shaping() {
        return new SimShaping(this, host);
    }

    @Override
    public Plugging plugging() {
        return new SimPlugging(this);
    }

    @Override
    public DomainDisks disks() {
        return new SimDisks(this, host);
    }

    @Override
    public AutoCloseable onChange(Consumer<Optional<String>> listener) {
        return host.onChange(listener);
    }

    @Override
    public Optional<String> unreachable() {
        return host.unreachable();
    }

    @Override
    public void close() {
        // the world is closed as a whole
    }

    private Optional<Domain> domain(SimMachine machine) {
        return machine.owner()
                .filter(owner -> owner.belongsTo(compute, tree))
                .flatMap(owner ->
                        machine.status().map(status -> new Domain(owner, status, !host.isLost(owner.instance()))));
    }

    /** Does something to a machine that takes its time and may fail. */
    CompletableFuture<Void> forward(String step, String instance, UnaryOperator<SimMachine> change) {
        return host.pace().forward(host.name(), step, instance, () -> act(instance, change));
    }

    CompletableFuture<Void> back(String step, String instance, UnaryOperator<SimMachine> change) {
        return host.pace().back(host.name(), step, instance, () -> act(instance, change));
    }

    private void act(String instance, UnaryOperator<SimMachine> change) {
        requireReachable();
        host.change(instance, change);
        host.tell(Optional.of(instance));
    }

    <T> CompletableFuture<T> answer(T value) {
        try {
            requireReachable();
            return CompletableFuture.completedFuture(value);
        } catch (HostFailureException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void requireReachable() {
        host.unreachable().ifPresent(why -> {
            throw new HostFailureException(Kind.UNREACHABLE, host.name() + ": " + why, "wait until it is back");
        });
    }

    static void requireRunning(SimMachine machine, String instance) {
        requireDomain(machine, instance);
        if (!machine.running()) {
            throw HostFailureException.permanent(instance + " does not run", "start it");
        }
    }

    static void requireDomain(SimMachine machine, String instance) {
        if (machine.owner().isEmpty()) {
            throw HostFailureException.permanent("the domain of " + instance + " is gone", "build it again");
        }
    }
}
