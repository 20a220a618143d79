package io.quark.compute.sim;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Shaping;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The shape of simulated machines: they grow while they run, and become less when they are started anew. Thread safe. */
final class SimShaping implements Shaping {

    private final SimHypervisor sim;
    private final SimHost host;

    SimShaping(SimHypervisor sim, SimHost host) {
        this.sim = sim;
        this.host = host;
    }

    @Override
    public CompletableFuture<Optional<String>> obstacle(Machine wanted) {
        SimMachine machine = host.machine(wanted.instance());
        return sim.answer(
                machine.running() && machine.vcpus() > wanted.cpu()
                        ? Optional.of("no virtual CPU is taken away from a machine while it runs")
                        : Optional.empty());
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine wanted) {
        return running("grow_disk", wanted);
    }

    @Override
    public CompletableFuture<Void> addVcpus(Machine wanted) {
        return sim.forward("set_vcpu", wanted.instance(), before -> {
            SimHypervisor.requireRunning(before, wanted.instance());
            return before.withVcpus(wanted.cpu());
        });
    }

    @Override
    public CompletableFuture<Void> addMemory(Machine wanted) {
        return running("set_memory", wanted);
    }

    private CompletableFuture<Void> running(String step, Machine wanted) {
        return sim.forward(step, wanted.instance(), before -> {
            SimHypervisor.requireRunning(before, wanted.instance());
            return before;
        });
    }

    @Override
    public CompletableFuture<Void> redefine(Machine wanted, MachineFiles files, List<DomainNic> nics) {
        return sim.forward("define", wanted.instance(), before -> {
            SimHypervisor.requireDomain(before, wanted.instance());
            return before.withVcpus(wanted.cpu());
        });
    }

    @Override
    public CompletableFuture<String> definition(String instance) {
        return sim.answer(Integer.toString(host.machine(instance).vcpus()));
    }

    @Override
    public CompletableFuture<Void> takeBack(String instance, String definition) {
        return sim.back("define", instance, before -> before.withVcpus(Integer.parseInt(definition)));
    }
}
