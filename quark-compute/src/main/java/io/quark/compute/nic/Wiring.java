package io.quark.compute.nic;

import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.net.host.Attachment;
import io.quark.net.host.DriverException;
import io.quark.net.host.Plugin;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

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

    /** Realises the networks of all that was wired before the daemon was started; once, before anything else. */
    public CompletableFuture<Void> restore() {
        return CompletableFuture.runAsync(
                () -> blocking(() -> {
                    plugin.restore(
                            wired.all().values().stream().flatMap(List::stream).toList());
                    return Boolean.TRUE;
                }),
                workers);
    }

    /** Wires the machine's interfaces; the answer has their order. */
    public CompletableFuture<List<DomainNic>> attach(Machine machine) {
        return CompletableFuture.supplyAsync(() -> blocking(() -> attachNow(machine)), workers);
    }

    /** Unwires whatever interfaces the instance has; its domain must be gone. */
    public CompletableFuture<Void> detach(String instance) {
        return CompletableFuture.runAsync(
                () -> blocking(() -> {
                    for (Nic nic : wired.of(instance)) {
                        plugin.detach(nic);
                    }
                    wired.forget(instance);
                    return Boolean.TRUE;
                }),
                workers);
    }

    /** The instances that have wired interfaces here. */
    public CompletableFuture<Set<String>> instances() {
        return CompletableFuture.supplyAsync(
                () -> blocking(() -> Set.copyOf(wired.all().keySet())), workers);
    }

    private List<DomainNic> attachNow(Machine machine) {
        wired.remember(machine.instance(), machine.nics());
        List<DomainNic> nics = new ArrayList<>();
        for (Nic nic : machine.nics()) {
            nics.add(domainNic(nic, plugin.attach(nic)));
        }
        return nics;
    }

    private static DomainNic domainNic(Nic nic, Attachment attachment) {
        if (attachment instanceof Attachment.BridgeAttachment bridge) {
            return new DomainNic(nic.mac(), Optional.of(bridge.bridge()), Optional.of(bridge.target()), bridge.mtu());
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
