package io.quark.compute;

import io.quark.common.fault.CrashPoints;
import io.quark.common.model.Alive;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import io.quark.common.tree.TreeView.Change;
import io.quark.compute.follow.Following;
import io.quark.compute.host.HostParts;
import io.quark.compute.host.Hosts;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.keep.Keeper;
import io.quark.compute.keep.KeeperMetrics;
import io.quark.compute.presence.Presence;
import io.quark.compute.step.Loop;
import io.quark.compute.task.SessionWatch;
import io.quark.compute.task.TaskMetrics;
import io.quark.compute.task.Workplace;
import io.quark.compute.tree.Tree;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One or many computes in one process, on one session, one view and one thread, which outlive it only to be closed. Thread
 * safe.
 */
final class ComputeProcess implements AutoCloseable {

    private final Loop loop;
    private final Paths paths;
    private final Map<String, ComputeDaemon> daemons = new LinkedHashMap<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    /**
     * What a process is made of.
     *
     * @param tickets what tickets are signed with
     * @param following follows what the computes want to see of the tree beside their own directories
     * @param committer gathers transactions into one where it can
     * @param view over the directories of these computes
     * @param treeId identity of the tree
     * @param alive what each compute shows as its sign of life
     * @param patience how long the sign of life of another machine is waited for
     */
    record Setting(
            Clock clock,
            Paths paths,
            TreeSession session,
            Function<Transaction, CompletableFuture<Commit>> committer,
            TreeView view,
            LookingKey tickets,
            Following following,
            String treeId,
            Alive alive,
            Duration patience,
            TaskMetrics metrics,
            KeeperMetrics keeperMetrics,
            CrashPoints crashPoints) {}

    /** @param computes their names, each with its settings */
    ComputeProcess(Loop loop, Setting setting, Hosts hosts, Map<String, ComputeDaemon.Settings> computes) {
        this.loop = loop;
        this.paths = setting.paths();
        Tree tree = new Tree(
                loop, setting.paths(), setting.session(), setting.view(), setting.committer(), setting.tickets());
        computes.forEach(
                (name, settings) -> daemons.put(name, daemon(name, setting, tree, hosts.host(name), settings)));
        var unused = setting.session().onState(state -> daemons.values().forEach(daemon -> daemon.onState(state)));
        setting.view().listen(this::changed);
    }

    /** Starts all of them. Completes when each is alive in the tree; fails with the first that cannot be. */
    CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (ComputeDaemon daemon : daemons.values()) {
            CompletableFuture<Void> one = daemon.start();
            loop.when(one, (nothing, failure) -> {
                if (failure != null) {
                    started.completeExceptionally(failure);
                }
            });
            all.add(one);
        }
        loop.when(CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)), (nothing, failure) -> {
            if (failure == null) {
                started.complete(null);
            }
        });
        return started;
    }

    boolean isStarted() {
        return started.isDone() && !started.isCompletedExceptionally();
    }

    /** How many tasks are being worked on. */
    int tasks() {
        return daemons.values().stream().mapToInt(ComputeDaemon::tasks).sum();
    }

    /** How many ports are limited or marked. */
    int limitedPorts() {
        return daemons.values().stream().mapToInt(ComputeDaemon::limitedPorts).sum();
    }

    /** How many machines are looked after. */
    int machines() {
        return daemons.values().stream().mapToInt(ComputeDaemon::machines).sum();
    }

    /** What can be seen of the machines of each compute. */
    Map<String, Insight> insights() {
        Map<String, Insight> insights = new LinkedHashMap<>();
        daemons.forEach((name, daemon) -> insights.put(name, daemon.insight()));
        return insights;
    }

    /** Why a hypervisor cannot be reached; empty: all can. */
    Optional<String> unreachable() {
        return daemons.values().stream()
                .flatMap(daemon -> daemon.unreachable().stream())
                .findFirst();
    }

    /** Leaves everything as it stands; whoever comes next goes on with it. */
    @Override
    public void close() {
        daemons.values().forEach(ComputeDaemon::close);
        loop.close();
    }

    private static ComputeDaemon daemon(
            String name, Setting setting, Tree tree, HostParts host, ComputeDaemon.Settings settings) {
        Workplace at = new Workplace(
                name,
                setting.treeId(),
                tree.loop(),
                setting.clock(),
                tree,
                host.hypervisor(),
                host.storage(),
                host.wiring(),
                new Keeper(
                        tree.loop(),
                        setting.clock(),
                        tree,
                        name,
                        setting.following(),
                        host.regulation(),
                        host.hypervisor(),
                        setting.keeperMetrics()),
                setting.following(),
                new SessionWatch(),
                host.begun(),
                setting.metrics(),
                setting.crashPoints());
        Presence presence = new Presence(tree.loop(), setting.clock(), tree, name, setting.alive(), setting.patience());
        return new ComputeDaemon(at, host.network(), presence, settings);
    }

    /** On the view's thread: whose directory has changed. */
    private void changed(TreeView.Cut cut) {
        Set<String> names = new HashSet<>();
        int depth = paths.parts(paths.computes()).size();
        for (Change change : cut.changes()) {
            List<String> parts = paths.parts(change.path());
            if (parts.size() > depth + 1) {
                names.add(parts.get(depth));
            }
        }
        loop.execute(() ->
                names.forEach(name -> Optional.ofNullable(daemons.get(name)).ifPresent(ComputeDaemon::lookAtTasks)));
    }
}
