package io.quark.compute.nic;

import io.quark.common.model.Nic;
import io.quark.common.model.TrafficLimits;
import io.quark.net.host.Drift;
import io.quark.net.host.Filter;
import io.quark.net.host.Forward;
import io.quark.net.host.Plugin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What is done to wired interfaces and their networks while machines run. Asynchronous; fails with a {@link
 * io.quark.net.host.DriverException}. Thread safe.
 */
public final class Regulation {

    private final Plugin plugin;
    private final Executor workers;

    /** @param workers where drivers may block */
    public Regulation(Plugin plugin, Executor workers) {
        this.plugin = plugin;
        this.workers = workers;
    }

    /** Puts limits into force in place of those that were; tells what the host does then. */
    public CompletableFuture<TrafficLimits> limit(Nic nic, TrafficLimits wanted) {
        return asked(() -> plugin.limit(nic, wanted));
    }

    /** What the host does. */
    public CompletableFuture<TrafficLimits> limits(Nic nic) {
        return asked(() -> plugin.limits(nic));
    }

    /** Lets an interface let through just that; nothing else of it changes. */
    public CompletableFuture<Void> filter(Nic nic, Optional<Filter> filter) {
        return CompletableFuture.runAsync(() -> plugin.update(nic, filter), workers);
    }

    /** Makes the forwarding entries of the interface's network just these. */
    public CompletableFuture<Void> forward(Nic nic, Set<Forward> entries) {
        return CompletableFuture.runAsync(() -> plugin.forward(nic, entries), workers);
    }

    /** Repairs what somebody else has changed of networks and interfaces, except limits; tells what that was. */
    public CompletableFuture<List<Drift>> recheck() {
        return asked(plugin::recheck);
    }

    private <T> CompletableFuture<T> asked(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, workers);
    }
}
