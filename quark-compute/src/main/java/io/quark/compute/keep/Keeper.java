package io.quark.compute.keep;

import io.quark.common.model.Nic;
import io.quark.compute.follow.Following;
import io.quark.compute.follow.Interest;
import io.quark.compute.follow.Root;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.nic.Regulation;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import io.quark.net.host.Filter;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything that machines have of networks on one host as the tree wants it, whatever changes there or here: it looks at all of
 * it and acts on the difference. Lives on the loop; what steps of tasks call may be called from any thread.
 */
public final class Keeper {

    /** What is followed is read within milliseconds, while there is a tree. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

    private final Loop loop;
    private final String host;
    private final Interest interest;
    private final Desires desires;
    private final AppliedRecord applied;
    private final Upkeeping upkeeping;
    private final DomainLooks looks;
    private final Map<String, KeptMachine> machines = new LinkedHashMap<>();
    private final Map<String, KeptNetwork> networks = new HashMap<>();
    private final Waiters waiters;

    public Keeper(
            Loop loop,
            Clock clock,
            Tree tree,
            String host,
            Following following,
            Regulation regulation,
            Hypervisor hypervisor,
            KeeperMetrics metrics) {
        this.loop = loop;
        this.host = host;
        this.interest = following.interest(this::look);
        this.desires = new Desires(tree.paths(), host, interest);
        this.applied = new AppliedRecord(loop, clock, tree, host, new Telling(clock, machines, networks));
        this.waiters = new Waiters(loop, KNOWN_WITHIN);
        this.looks = new DomainLooks(loop, hypervisor, machines, this::refresh, this::verify);
        this.upkeeping = new Upkeeping(
                loop, clock, host, regulation, metrics, looks::isUp, machines, networks, this::progressed);
    }

    // --- the life of the daemon

    /**
     * Begins to follow what machines need that were wired before the daemon was started; once, before anything else. Completes with what their
     * ports let through, which for a port whose groups are not known in time is nothing.
     */
    public CompletableFuture<Map<String, Filter>> restore(Map<String, List<Nic>> wired) {
        return onLoop(() -> {
            wired.forEach((instance, nics) -> {
                KeptMachine machine = machines.computeIfAbsent(instance, KeptMachine::new);
                nics.forEach(nic -> machine.add(new KeptPort(nic, false)));
                refresh(machine);
            });
            return waiters.until(() -> machines.values().stream().allMatch(this::filtersKnown))
                    .thenApply(known -> filters(machines.values().stream()
                            .flatMap(machine -> machine.ports().stream())
                            .toList()));
        });
    }

    /** The networks of those machines are realised again. */
    public void restored() {
        List.copyOf(machines.keySet()).forEach(this::wired);
    }

    /**
     * Brings everything that is here to what the tree wants now, as far as that is possible within that time, and says so in {@code applied}.
     * Completes with whether all of it was tried.
     */
    public CompletableFuture<Boolean> catchUp() {
        return onLoop(() -> looks.atAll()
                .thenCompose(asked -> waiters.until(this::isSettled))
                .thenCompose(this::sayWhatIsInForce));
    }

    private CompletableFuture<Boolean> sayWhatIsInForce(boolean settled) {
        applied.open();
        return applied.written()
                .orTimeout(KNOWN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .handle((written, failure) -> settled);
    }

    /** Looks again, now and then, whether the host still does what it was brought to. */
    public void recheckEvery(Duration every) {
        loop.after(every, () -> {
            Loop.ignore(looks.atAll());
            upkeeping.recheck();
            recheckEvery(every);
        });
    }

    /** How many ports are limited or marked; from any thread, approximately. */
    public int limitedPorts() {
        return upkeeping.limitedPorts();
    }

    // --- what happens to domains

    /** Something has happened to a domain, or (empty) to any. */
    public void lookAt(Optional<String> instance) {
        instance.ifPresentOrElse(looks::at, () -> Loop.ignore(looks.atAll()));
    }

    // --- what steps of tasks do

    /**
     * Begins to follow what a machine's interfaces need, which are about to be wired. Completes with what each port lets through, by its id,
     * where it is in groups.
     */
    public CompletableFuture<Map<String, Filter>> prepare(String instance, List<Nic> nics) {
        return onLoop(() -> {
            KeptMachine machine = machines.computeIfAbsent(instance, KeptMachine::new);
            machine.setBeingMade();
            set(machine, nics);
            if (filtersKnown(machine)) {
                return CompletableFuture.completedFuture(filters(machine.ports()));
            }
            return waiters.until(() -> filtersKnown(machine)).thenApply(known -> {
                if (!known) {
                    throw HostFailureException.passing(
                            "the security groups of " + instance + " could not be read from the tree within "
                                    + KNOWN_WITHIN.toSeconds() + " s",
                            "see whether ZooKeeper is healthy; the step is tried again");
                }
                return filters(machine.ports());
            });
        });
    }

    /** The machine's interfaces are wired, and let through what {@link #prepare} has told. */
    public void wired(String instance) {
        loop.execute(() -> Optional.ofNullable(machines.get(instance)).ifPresent(machine -> {
            machine.ports().forEach(KeptPort::attached);
            machine.setWired();
            for (KeptPort port : machine.ports()) {
                String network = port.nic().network().id();
                if (!networks.containsKey(network)) {
                    networks.put(network, new KeptNetwork(port.nic()));
                    applied.changed();
                }
                networks.get(network).ports().add(port.id());
            }
            refresh(machine);
            networksOf(machine).forEach(this::refresh);
        }));
    }

    /**
     * Completes when the host does for a machine, whose domain is there, all that is wanted; fails with the reason if something cannot be had.
     * What the host's driver never can is no failure. By then {@code applied} names what the host carries for the machine.
     */
    public CompletableFuture<Void> enforce(String instance) {
        return onLoop(() -> {
            KeptMachine machine = machines.get(instance);
            if (machine == null) {
                return CompletableFuture.completedFuture(null);
            }
            machine.setUp(true);
            machine.ports().forEach(KeptPort::hurry);
            networksOf(machine)
                    .forEach(network -> network.setForwards(network.forwards().hurried()));
            refresh(machine);
            return waiters.until(() -> Enforcement.isSettled(machine, networksOf(machine)))
                    .thenAccept(settled -> Enforcement.require(machine, networksOf(machine), host))
                    .thenCompose(inForce -> applied.naming(machine.carried(), machine.policies()));
        });
    }

    /** The machine is off, or about to be started: nothing of its interfaces' devices is as it was. */
    public CompletableFuture<Void> down(String instance) {
        return CompletableFuture.runAsync(
                () -> Optional.ofNullable(machines.get(instance)).ifPresent(machine -> machine.setUp(false)), loop);
    }

    /** Does something to a machine's interfaces while nothing else is done to them. */
    public <T> CompletableFuture<T> alone(String instance, Supplier<CompletableFuture<T>> work) {
        return onLoop(() -> {
            KeptMachine machine = machines.get(instance);
            if (machine == null) {
                return work.get();
            }
            CompletableFuture<T> answer = new CompletableFuture<>();
            machine.takeAlone(() -> loop.when(begun(work), (value, failure) -> {
                machine.leaveAlone();
                upkeeping.concern(machine);
                if (failure == null) {
                    pass(answer, value);
                } else {
                    answer.completeExceptionally(failure);
                }
            }));
            return answer;
        });
    }

    /**
     * What each port of a machine lets through, by its id, where it is in groups: to describe the ports anew by, and then to say {@link
     * #readdressed}. On the loop.
     */
    public Map<String, Filter> filters(String instance) {
        KeptMachine machine = machines.get(instance);
        return machine == null ? Map.of() : filters(machine.ports());
    }

    /** The addresses of a machine's interfaces have become these; all else that they say is not wanted yet. */
    public void readdressed(String instance, List<Nic> nics) {
        loop.execute(() -> Optional.ofNullable(machines.get(instance)).ifPresent(machine -> {
            nics.forEach(nic -> machine.port(nic.port()).ifPresent(port -> port.readdress(nic)));
            machine.ports().forEach(KeptPort::attached);
        }));
    }

    /**
     * A machine's interfaces are these. Completes when they let through only what is wanted; or when that could not be had, or not in time:
     * then it is tried on.
     */
    public CompletableFuture<Void> became(String instance, List<Nic> nics) {
        return onLoop(() -> {
            KeptMachine machine = machines.get(instance);
            if (machine == null) {
                return CompletableFuture.completedFuture(null);
            }
            set(machine, nics);
            return waiters.until(() -> machine.ports().stream().allMatch(this::isFiltered))
                    .thenAccept(settled -> {});
        });
    }

    /** Whether what a port lets through follows what it says now: what its groups say may not be known yet. */
    private boolean isFiltered(KeptPort port) {
        return desires.filter(port.nic()).isPresent()
                && port.filter().wanted().equals(desires.filter(port.nic()))
                && port.filter().isSettled();
    }

    /** A machine's interfaces are unwired. */
    public void forget(String instance) {
        loop.execute(() -> Optional.ofNullable(machines.remove(instance)).ifPresent(machine -> {
            machine.ports().forEach(this::dropped);
            waiters.look();
        }));
    }

    // --- looking

    private void look() {
        machines.values().forEach(this::refresh);
        networks.values().forEach(this::refresh);
        applied.changed();
        waiters.look();
    }

    private void set(KeptMachine machine, List<Nic> nics) {
        machine.retain(nics).forEach(this::dropped);
        for (Nic nic : nics) {
            machine.port(nic.port())
                    .ifPresentOrElse(port -> port.become(nic), () -> machine.add(new KeptPort(nic, true)));
        }
        refresh(machine);
    }

    private void dropped(KeptPort port) {
        port.follow(Set.of()).forEach(interest::drop);
        KeptNetwork network = networks.get(port.nic().network().id());
        if (network != null
                && network.ports().remove(port.id())
                && network.ports().isEmpty()) {
            networks.remove(network.id());
            applied.changed();
        }
        if (port.hasPolicy()) {
            applied.changed();
        }
    }

    private void refresh(KeptMachine machine) {
        boolean reported = machine.hasPolicy();
        for (KeptPort port : machine.ports()) {
            Set<Root> roots = desires.roots(port.nic());
            Set<Root> fresh = new HashSet<>(roots);
            fresh.removeAll(port.roots());
            fresh.forEach(interest::want);
            port.follow(roots).forEach(interest::drop);
            desires.traffic(port.nic()).ifPresent(port::wantTraffic);
            desires.filter(port.nic()).ifPresent(port::wantFilter);
        }
        if (machine.isWired() && (reported || machine.hasPolicy())) {
            applied.changed();
        }
        upkeeping.concern(machine);
    }

    private void refresh(KeptNetwork network) {
        network.follow(desires.version(network.any()));
        desires.forwards(network.any())
                .ifPresent(entries -> network.setForwards(network.forwards().want(entries)));
        upkeeping.concernNetworks();
    }

    private void verify(KeptMachine machine) {
        upkeeping.verify(machine);
    }

    private List<KeptNetwork> networksOf(KeptMachine machine) {
        return machine.ports().stream()
                .flatMap(port ->
                        Optional.ofNullable(networks.get(port.nic().network().id())).stream())
                .distinct()
                .toList();
    }

    private boolean filtersKnown(KeptMachine machine) {
        return machine.ports().stream().allMatch(port -> port.filter().wanted().isPresent());
    }

    private static Map<String, Filter> filters(Iterable<KeptPort> ports) {
        Map<String, Filter> filters = new HashMap<>();
        for (KeptPort port : ports) {
            port.letsThrough().ifPresent(filter -> filters.put(port.id(), filter));
        }
        return filters;
    }

    /** Something was done, or tried. */
    private void progressed(boolean reported) {
        if (reported) {
            applied.changed();
        }
        waiters.look();
    }

    // --- waiting

    private boolean isSettled() {
        return machines.values().stream().allMatch(KeptMachine::isSettled)
                && networks.values().stream()
                        .allMatch(network -> network.forwards().isSettled());
    }

    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> loop.when(begun(work), (value, failure) -> {
            if (failure == null) {
                pass(answer, value);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("NullAway") // a future of Void is completed with null
    private static <T> void pass(CompletableFuture<T> answer, @Nullable T value) {
        answer.complete(value);
    }
}
