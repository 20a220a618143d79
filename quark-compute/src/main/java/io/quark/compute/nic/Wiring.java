package io.quark.compute.nic;

import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.net.host.Attachment;
import io.quark.net.host.DriverException;
import io.quark.net.host.Filter;
import io.quark.net.host.Plugin;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Wires and unwires the interfaces of machines on one host. Idempotent and asynchronous; fails with a {@link
 * HostFailureException}. Thread safe; the caller runs one operation at a time per instance.
 */
public final class Wiring {

    private final Plugin plugin;
    private final WiredNics wired;
    private final Executor workers;

    /** @param workers where drivers may block */
    public Wiring(Plugin plugin, WiredNics wired, Executor workers) {
        this.plugin = plugin;
        this.wired = wired;
        this.workers = workers;
    }

    /**
     * Realises the networks of all that was wired before the daemon was started; once, before anything else. Completes with the changes
     * that are not settled, instance to task: whoever does not go on with such a task has to {@link #revert} it.
     *
     * @param filters what each port lets through, by its id; others: everything
     */
    public CompletableFuture<Map<String, String>> restore(Map<String, Filter> filters) {
        return CompletableFuture.supplyAsync(() -> blocking(() -> restoreNow(filters)), workers);
    }

    /** The interfaces that were wired before the daemon was started, by instance. */
    public CompletableFuture<Map<String, List<Nic>>> remembered() {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> wired.all().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, known -> known.getValue().standing()))),
                workers);
    }

    /**
     * Wires the machine's interfaces; the answer has their order.
     *
     * @param filters what each port lets through, by its id; others: everything
     */
    public CompletableFuture<List<DomainNic>> attach(Machine machine, Map<String, Filter> filters) {
        return CompletableFuture.supplyAsync(() -> blocking(() -> attachNow(machine, filters)), workers);
    }

    /**
     * Wires the instance's interfaces again as they are remembered: something of the host may have gone. The answer has their order.
     *
     * @param filters as for {@link #attach}
     */
    public CompletableFuture<List<DomainNic>> attachAgain(String instance, Map<String, Filter> filters) {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> wired.of(instance).map(Wired::standing).orElse(List.of()).stream()
                        .map(nic -> domainNic(nic, plugin.attach(nic, filter(nic, filters))))
                        .toList()),
                workers);
    }

    /** Unwires one interface of an instance, which its guest has let go of; the others stay. */
    public CompletableFuture<Void> detach(String instance, Nic nic) {
        return running(() -> {
            plugin.detach(nic);
            wired.of(instance).ifPresent(known -> wired.remember(instance, known.without(nic.port())));
        });
    }

    /** Unwires whatever interfaces the instance has; its domain must be gone. */
    public CompletableFuture<Void> detach(String instance) {
        return running(() -> {
            wired.of(instance).map(Wired::nics).orElse(List.of()).forEach(plugin::detach);
            wired.forget(instance);
        });
    }

    /**
     * Writes down what the machine's interfaces are to become, and what they were; nothing is touched yet. Fails for good where it is
     * more than another description of the same interfaces.
     */
    public CompletableFuture<Void> plan(String task, Machine machine) {
        return running(() -> {
            Optional<Wired> before = wired.of(machine.instance());
            before.ifPresent(known -> requireSame(known.nics(), machine));
            // Nothing known (a simulation that was started again): there is nothing to go back to.
            wired.remember(
                    machine.instance(),
                    before.map(known -> known.changing(task, machine.nics()))
                            .orElseGet(() -> Wired.of(machine.nics())));
        });
    }

    /** Whether that task has written down a change of the instance's interfaces that is neither settled nor reverted. */
    public CompletableFuture<Boolean> isPlanned(String task, String instance) {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> wired.of(instance)
                        .flatMap(Wired::change)
                        .filter(change -> change.task().equals(task))
                        .isPresent()),
                workers);
    }

    /** Makes the interfaces as the machine's description says, while it runs. */
    public CompletableFuture<Void> update(Machine machine, Map<String, Filter> filters) {
        return running(() -> machine.nics().forEach(nic -> updateNow(nic, filter(nic, filters))));
    }

    /** One that the plugin does not know (a simulation that was started again) is wired first. */
    private void updateNow(Nic nic, Optional<Filter> filter) {
        if (!plugin.endpoints(nic.network().id()).contains(nic.port())) {
            plugin.attach(nic, filter);
        }
        plugin.update(nic, filter);
    }

    /** The interfaces are as they were planned, and stay so. */
    public CompletableFuture<Void> settle(String instance) {
        return running(() -> wired.of(instance).ifPresent(known -> wired.remember(instance, known.settled())));
    }

    /**
     * Makes the interfaces again what they were before that task, and tells what that is; nothing where it has changed nothing.
     *
     * @param filters as for {@link #attach}
     */
    public CompletableFuture<Optional<List<Nic>>> revert(String task, String instance, Map<String, Filter> filters) {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> {
                    Optional<List<Nic>> before = wired.of(instance)
                            .flatMap(Wired::change)
                            .filter(change -> change.task().equals(task))
                            .map(Wired.Change::before);
                    before.ifPresent(nics -> {
                        nics.forEach(nic -> plugin.update(nic, filter(nic, filters)));
                        wired.remember(instance, Wired.of(nics));
                    });
                    return before;
                }),
                workers);
    }

    /** The instances that have wired interfaces here. */
    public CompletableFuture<Set<String>> instances() {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> Set.copyOf(wired.all().keySet())), workers);
    }

    private CompletableFuture<Void> running(Runnable work) {
        return CompletableFuture.runAsync(
                () -> blocking(() -> {
                    work.run();
                    return Boolean.TRUE;
                }),
                workers);
    }

    private static Optional<Filter> filter(Nic nic, Map<String, Filter> filters) {
        return Optional.ofNullable(filters.get(nic.port()));
    }

    private Map<String, String> restoreNow(Map<String, Filter> filters) {
        Map<String, Wired> all = wired.all();
        plugin.restore(
                all.values().stream()
                        .flatMap(known -> known.standing().stream())
                        .toList(),
                filters);
        Map<String, String> unsettled = new HashMap<>();
        all.forEach((instance, known) -> known.change().ifPresent(change -> unsettled.put(instance, change.task())));
        return unsettled;
    }

    private static void requireSame(List<Nic> before, Machine machine) {
        if (!identities(before).equals(identities(machine.nics()))) {
            throw HostFailureException.permanent(
                    "the interfaces of " + machine.instance()
                            + " cannot become others while it runs: only their addresses, policies and security groups can change",
                    "build the machine anew with those interfaces");
        }
    }

    /** What makes an interface the one it is. */
    private static Set<List<String>> identities(List<Nic> nics) {
        return nics.stream()
                .map(nic -> List.of(nic.port(), nic.network().id(), nic.mac()))
                .collect(Collectors.toSet());
    }

    private List<DomainNic> attachNow(Machine machine, Map<String, Filter> filters) {
        wired.remember(machine.instance(), Wired.of(machine.nics()));
        List<DomainNic> nics = new ArrayList<>();
        for (Nic nic : machine.nics()) {
            nics.add(domainNic(nic, plugin.attach(nic, filter(nic, filters))));
        }
        return nics;
    }

    private static DomainNic domainNic(Nic nic, Attachment attachment) {
        if (attachment instanceof Attachment.BridgeAttachment bridge) {
            return new DomainNic(nic.mac(), Optional.of(bridge.bridge()), Optional.of(bridge.target()), bridge.mtu());
        }
        if (attachment instanceof Attachment.OvsAttachment ovs) {
            return new DomainNic(
                    nic.mac(),
                    Optional.of(ovs.bridge()),
                    Optional.of(ovs.target()),
                    ovs.mtu(),
                    Optional.of(new DomainNic.OvsPort(ovs.interfaceId(), ovs.offloads())));
        }
        return new DomainNic(
                nic.mac(), Optional.empty(), Optional.empty(), nic.network().mtu());
    }

    private interface Work<T> {
        T run();
    }

    private static <T> T blocking(Work<T> work) {
        try {
            return work.run();
        } catch (DriverException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING,
                    e.problem().detail(),
                    e.problem().hint().orElse("see the log of this compute"),
                    e);
        } catch (UncheckedIOException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING,
                    "cannot remember the interfaces of a machine: " + e.getMessage(),
                    "see that the host's state directory can be written and is not full",
                    e);
        }
    }
}
