package io.quark.compute;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.Resources;
import io.quark.common.tree.TreeSession.State;
import io.quark.compute.change.Changes;
import io.quark.compute.hypervisor.HostFacts;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.presence.Presence;
import io.quark.compute.presence.SelfFacts;
import io.quark.compute.task.HostWork;
import io.quark.compute.task.Workplace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon of one compute: shows it in the tree, does its tasks, keeps its records true. Lives on the loop.
 *
 * <p>It takes nothing before it has compared the host with its records and has published {@code alive}; after a lost session it
 * publishes it anew and looks up every task before any goes on.
 */
final class ComputeDaemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ComputeDaemon.class);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Workplace at;
    private final NetworkFacts network;
    private final Presence presence;
    private final Settings settings;
    private final HostWork work;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private @Nullable AutoCloseable changes;
    private Map<String, String> unsettled = Map.of();
    private Resources capacity = Resources.NONE;
    private boolean publishing;
    private int losses;
    private boolean closed;

    /**
     * @param version of Quark
     * @param parallel how many tasks of each kind are worked on at once
     * @param reconcileEvery how often the host is compared with its records without being asked to
     * @param recheckEvery how often the host's networks are compared with what they should be
     */
    record Settings(SelfFacts facts, String version, int parallel, Duration reconcileEvery, Duration recheckEvery) {}

    /** @param network what the host is connected to, and what its drivers can do */
    ComputeDaemon(Workplace at, NetworkFacts network, Presence presence, Settings settings) {
        this.at = at;
        this.network = network;
        this.presence = presence;
        this.settings = settings;
        this.work = new HostWork(at, Changes.all(), settings.parallel(), () -> capacity);
    }

    /**
     * Starts. Completes when {@code alive} stands, however long the hypervisor or ZooKeeper takes; fails only if the name is taken.
     */
    CompletableFuture<Void> start() {
        at.loop().execute(() -> then(presence.createDirectory(), this::measure));
        return started;
    }

    /** The session's state has changed. */
    void onState(State state) {
        at.loop().execute(() -> {
            if (state == State.LOST) {
                LOG.warn("{}: the session is lost; nothing begins until there is a new one", at.host());
                losses++;
                at.session().lost();
            } else if (state == State.CONNECTED
                    && started.isDone()
                    && !at.session().isSteady()) {
                republish();
            }
        });
    }

    /** Something below the compute's directory has changed. On the loop. */
    void lookAtTasks() {
        if (!closed) {
            work.lookAtTasks();
        }
    }

    int tasks() {
        return work.tasks();
    }

    int limitedPorts() {
        return at.keeper().limitedPorts();
    }

    int machines() {
        return work.machines();
    }

    /** What can be seen of its machines. */
    Insight insight() {
        return at.hypervisor().insight();
    }

    Optional<String> unreachable() {
        return at.hypervisor().unreachable();
    }

    /** Leaves everything as it stands: who comes next goes on with it. */
    @Override
    public void close() {
        at.loop().execute(() -> {
            closed = true;
            at.session().lost();
            if (changes != null) {
                try {
                    changes.close();
                } catch (Exception e) {
                    LOG.debug("{}: {}", at.host(), e.toString());
                }
            }
        });
    }

    private void measure() {
        CompletableFuture<HostFacts> facts = at.hypervisor().facts();
        CompletableFuture<Long> storage = at.storage().size();
        at.loop().when(facts.thenCombine(storage, Measured::new), (measured, failure) -> {
            if (measured == null) {
                LOG.warn("{} cannot be measured yet: {}", at.host(), failure == null ? "" : failure.getMessage());
                at.loop().after(AGAIN, this::measure);
                return;
            }
            then(presence.writeSelf(before -> self(measured, before)), self -> {
                capacity = self.capacity();
                restoreNetworks();
            });
        });
    }

    private record Measured(HostFacts facts, long storage) {}

    private ComputeSelf self(Measured measured, Optional<ComputeSelf> before) {
        return settings.facts().self(measured.facts(), measured.storage(), network, settings.version(), before);
    }

    private void restoreNetworks() {
        CompletableFuture<Map<String, String>> restored =
                at.wiring().remembered().thenCompose(at.keeper()::restore).thenCompose(at.wiring()::restore);
        at.loop().when(restored, (changes, failure) -> {
            at.keeper().restored();
            if (changes != null) {
                unsettled = changes;
            } else {
                // What a machine lacks is seen on it; new ones are wired anew.
                LOG.error("{}: not all networks could be restored", at.host(), failure);
            }
            catchUp();
        });
    }

    private void catchUp() {
        at.loop().when(at.tree().view().caughtUp(), (nothing, failure) -> {
            if (failure != null) {
                at.loop().after(AGAIN, this::catchUp);
            } else {
                work.load();
                changes = at.hypervisor()
                        .onChange(instance -> at.loop().execute(() -> {
                            at.keeper().lookAt(instance);
                            work.lookAtMachines(instance);
                        }));
                reconcileFirst();
            }
        });
    }

    private void reconcileFirst() {
        at.loop().when(work.reconcile(), (looked, failure) -> {
            if (looked == null || !looked) {
                at.loop().after(AGAIN, this::reconcileFirst);
                return;
            }
            // What changed while it was away is in force before new work can come.
            at.loop().when(at.keeper().catchUp(), (all, ignored) -> {
                if (all == null || !all) {
                    LOG.warn(
                            "{}: not all networks and policies could be brought up to date yet: see applied",
                            at.host());
                }
                comeAlive();
            });
        });
    }

    private void comeAlive() {
        int before = losses;
        then(presence.publishAlive(), () -> {
            LOG.info("{} is alive", at.host());
            work.resume(unsettled);
            started.complete(null);
            goOnUnlessLost(before);
            reconcileLater();
            at.keeper().recheckEvery(settings.recheckEvery());
        });
    }

    private void reconcileLater() {
        at.loop().after(settings.reconcileEvery(), () -> {
            if (!closed) {
                at.loop().when(work.reconcile(), (looked, failure) -> reconcileLater());
            }
        });
    }

    private void republish() {
        if (publishing || closed) {
            return;
        }
        publishing = true;
        int before = losses;
        at.loop().when(presence.publishAlive(), (nothing, failure) -> {
            publishing = false;
            if (failure != null) {
                LOG.error("{} stays away", at.host(), failure);
                at.loop().after(AGAIN, this::republish);
            } else {
                work.verifyTasks(() -> goOnUnlessLost(before));
            }
        });
    }

    /** @param before how often the session had been lost when what has just been done was begun */
    private void goOnUnlessLost(int before) {
        if (losses != before) {
            republish();
            return;
        }
        at.session().restored();
        work.lookAtTasks();
        work.lookAtMachines(Optional.empty());
    }

    private <T> void then(CompletableFuture<T> work, Runnable next) {
        then(work, ignored -> next.run());
    }

    private <T> void then(CompletableFuture<T> work, Consumer<T> next) {
        at.loop().when(work, (value, failure) -> {
            if (failure != null) {
                started.completeExceptionally(failure);
            } else {
                next.accept(value);
            }
        });
    }
}
