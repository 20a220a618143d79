package io.quark.compute.sim;

import io.quark.common.model.MachineStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A simulated host: its machines, and what may happen to them. Thread safe. */
public final class SimHost {

    private final String name;
    private final SimPace pace;
    private final BiConsumer<SimJournal.Key, SimMachine> journal;
    private final Function<String, SimHost> others;
    private final ConcurrentMap<String, SimMachine> machines;
    private final List<Consumer<Optional<String>>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> stubborn = ConcurrentHashMap.newKeySet();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> unreachable = Optional.empty();

    SimHost(
            String name,
            SimPace pace,
            Map<String, SimMachine> machines,
            BiConsumer<SimJournal.Key, SimMachine> journal,
            Function<String, SimHost> others) {
        this.name = name;
        this.pace = pace;
        this.machines = new ConcurrentHashMap<>(machines);
        this.journal = journal;
        this.others = others;
    }

    public String name() {
        return name;
    }

    /** Lets a machine change by itself, as a guest that shuts down or crashes does. */
    public void happen(String instance, MachineStatus status) {
        lost.remove(instance);
        change(instance, machine -> machine.withStatus(status));
        tell(Optional.of(instance));
    }

    /** Lets a guest do as if nobody had asked it to shut down. */
    public void ignoreShutDown(String instance) {
        stubborn.add(instance);
    }

    /** Lets the host go and come back: no machine runs any more, and nobody knows why. */
    public void startAnew() {
        machines.forEach((instance, machine) -> {
            if (machine.running()) {
                lost.add(instance);
                change(instance, running -> running.withStatus(MachineStatus.STOPPED));
            }
        });
        tell(Optional.empty());
    }

    boolean isStubborn(String instance) {
        return stubborn.contains(instance);
    }

    /** Whatever comes now, it is known why. */
    void found(String instance) {
        lost.remove(instance);
    }

    /** Whether it is off and nobody knows why. */
    boolean isLost(String instance) {
        return lost.contains(instance) && !machine(instance).running();
    }

    /** Lets a machine's domain vanish, as when somebody removes it behind Quark's back. */
    public void vanish(String instance) {
        change(instance, SimMachine::undefined);
        tell(Optional.of(instance));
    }

    /** Lets the hypervisor go away, with the reason, and (empty) come back. */
    public void reach(Optional<String> whyNot) {
        unreachable = whyNot;
        if (whyNot.isEmpty()) {
            tell(Optional.empty());
        }
    }

    /** Whether that machine runs, or is paused. */
    public boolean runs(String instance) {
        return machine(instance).running();
    }

    /** What there is of a machine, in words that two machines of the same kind share. */
    public String picture(String instance) {
        SimMachine machine = machine(instance);
        return machine.status().map(MachineStatus::text).orElse("no domain") + ", " + machine.vcpus() + " CPUs, "
                + (machine.storage() ? "files" : "no files");
    }

    /** How many domains it has. */
    public long domains() {
        return machines.values().stream()
                .filter(machine -> machine.owner().isPresent())
                .count();
    }

    /** How many machines have files. */
    public long disks() {
        return machines.values().stream().filter(SimMachine::storage).count();
    }

    Map<String, SimMachine> machines() {
        return Map.copyOf(machines);
    }

    SimMachine machine(String instance) {
        return machines.getOrDefault(instance, SimMachine.NOTHING);
    }

    /** Another host of the same world. */
    SimHost other(String of) {
        return others.apply(of);
    }

    SimPace pace() {
        return pace;
    }

    Optional<String> unreachable() {
        return unreachable;
    }

    /** Changes a machine; remembered before it counts. */
    void change(String instance, UnaryOperator<SimMachine> change) {
        synchronized (machines) {
            SimMachine before = machine(instance);
            SimMachine after = change.apply(before);
            if (after.equals(before)) {
                return;
            }
            if (after.equals(SimMachine.NOTHING)) {
                machines.remove(instance);
            } else {
                machines.put(instance, after);
            }
            journal.accept(new SimJournal.Key(name, instance), after);
        }
    }

    AutoCloseable onChange(Consumer<Optional<String>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(Optional<String> instance) {
        listeners.forEach(listener -> listener.accept(instance));
    }
}
