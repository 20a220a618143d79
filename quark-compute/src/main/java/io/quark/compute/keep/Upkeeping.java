package io.quark.compute.keep;

import io.quark.common.model.Applied.State;
import io.quark.common.model.TrafficLimits;
import io.quark.compute.nic.Regulation;
import io.quark.compute.step.Loop;
import io.quark.net.host.Drift;
import io.quark.net.host.DriverException;
import io.quark.net.host.Forward;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the host to what is wanted, a few things at once, each until it is done: what fails is tried again, ever more rarely, and keeps
 * nothing else. Lives on the loop.
 */
final class Upkeeping {

    /** Drivers wait for the kernel; more at once would only keep the wiring of new machines waiting. */
    private static final int AT_ONCE = 4;

    /** What was found changed is looked at again soon: it should be as it was by then. */
    private static final Duration AFTER_DRIFT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Upkeeping.class);

    private final Loop loop;
    private final Clock clock;
    private final String host;
    private final Regulation regulation;
    private final KeeperMetrics metrics;
    private final Function<String, CompletableFuture<Boolean>> isUp;
    private final Map<String, KeptMachine> machines;
    private final Map<String, KeptNetwork> networks;
    private final Consumer<Boolean> progressed;
    private final Set<KeptMachine> agenda = new LinkedHashSet<>();
    private final Deque<Check> checks = new ArrayDeque<>();
    private Optional<Instant> wakeAt = Optional.empty();
    private boolean beginSoon;
    private boolean rechecking;
    private int working;
    private volatile int limited;

    private record Check(KeptMachine machine, KeptPort port) {}

    /**
     * Brings nothing about yet.
     *
     * @param isUp whether the domain of an instance has devices, asked anew
     * @param progressed told when something was done or tried: whether that is to be reported
     */
    Upkeeping(
            Loop loop,
            Clock clock,
            String host,
            Regulation regulation,
            KeeperMetrics metrics,
            Function<String, CompletableFuture<Boolean>> isUp,
            Map<String, KeptMachine> machines,
            Map<String, KeptNetwork> networks,
            Consumer<Boolean> progressed) {
        this.loop = loop;
        this.clock = clock;
        this.host = host;
        this.regulation = regulation;
        this.metrics = metrics;
        this.isUp = isUp;
        this.machines = machines;
        this.networks = networks;
        this.progressed = progressed;
    }

    int limitedPorts() {
        return limited;
    }

    /** Something of that machine may have to be done. */
    void concern(KeptMachine machine) {
        agenda.add(machine);
        beginSoon();
    }

    void concernNetworks() {
        beginSoon();
    }

    /** Looks whether what was put into force for that machine's ports still is. */
    void verify(KeptMachine machine) {
        machine.ports().stream()
                .filter(port -> port.traffic().isInForce())
                .filter(port -> !port.traffic().wanted().orElse(Wish.NONE).limitsNothing())
                .map(port -> new Check(machine, port))
                .filter(check -> !checks.contains(check))
                .forEach(checks::add);
        beginSoon();
    }

    /** Looks at the whole host. */
    void recheck() {
        limited = (int) machines.values().stream()
                .flatMap(machine -> machine.ports().stream())
                .filter(port -> !port.effective().equals(TrafficLimits.NONE))
                .count();
        machines.values().stream().filter(KeptMachine::isUp).forEach(this::verify);
        if (rechecking || networks.isEmpty()) {
            return;
        }
        rechecking = true;
        loop.when(regulation.recheck(), (drifts, failure) -> {
            rechecking = false;
            if (drifts != null) {
                drifted(drifts);
            } else {
                LOG.warn("{}: networks could not be looked at: {}", host, String.valueOf(failure));
            }
        });
    }

    private void drifted(List<Drift> drifts) {
        Map<String, String> whats = new HashMap<>();
        for (Drift drift : drifts) {
            metrics.drifted();
            LOG.warn("{}: somebody else has changed network {}: {}", host, drift.network(), drift.what());
            whats.merge(drift.network(), drift.what(), (first, next) -> first + "; " + next);
        }
        boolean news = false;
        for (KeptNetwork network : networks.values()) {
            Optional<String> what = Optional.ofNullable(whats.get(network.id()));
            news |= !network.drift().equals(what);
            network.setDrift(what);
        }
        if (news) {
            progressed.accept(true);
        }
        if (!drifts.isEmpty()) {
            loop.after(AFTER_DRIFT, this::recheck);
        }
    }

    // --- beginning

    /** Once for much that is told at once. */
    private void beginSoon() {
        if (!beginSoon) {
            beginSoon = true;
            loop.execute(() -> {
                beginSoon = false;
                begin();
            });
        }
    }

    private void begin() {
        Instant now = clock.instant();
        networks.values().forEach(network -> begin(network, now));
        List.copyOf(agenda).forEach(machine -> begin(machine, now));
        while (working < AT_ONCE && !checks.isEmpty()) {
            check(checks.remove());
        }
        wakeForTheNext(now);
        progressed.accept(false);
    }

    private void begin(KeptMachine machine, Instant now) {
        if (machines.get(machine.instance()) != machine) {
            agenda.remove(machine);
            return;
        }
        for (KeptPort port : machine.ports()) {
            if (machine.isWired()
                    && machine.mayBegin()
                    && working < AT_ONCE
                    && port.filter().due(now)) {
                filter(machine, port, port.filter().wanted().orElseThrow());
            }
            if (machine.isUp() && machine.mayBegin() && port.traffic().due(now)) {
                limitUnlessThere(machine, port, port.traffic().wanted().orElseThrow());
            }
        }
        if (!machine.isPending()) {
            agenda.remove(machine);
        }
    }

    private void wakeForTheNext(Instant now) {
        Stream<Upkeep<?>> all = Stream.concat(
                agenda.stream().flatMap(KeptMachine::upkeeps),
                networks.values().stream().map(KeptNetwork::forwards));
        Optional<Instant> next = all.flatMap(upkeep -> upkeep.next().stream())
                .filter(now::isBefore)
                .min(Instant::compareTo);
        if (next.isPresent() && (wakeAt.isEmpty() || next.get().isBefore(wakeAt.get()))) {
            wakeAt = next;
            loop.after(Duration.between(now, next.get()).plusMillis(1), () -> {
                wakeAt = Optional.empty();
                begin();
            });
        }
    }

    // --- limits

    private void limitUnlessThere(KeptMachine machine, KeptPort port, Wish wish) {
        Upkeep<Wish> traffic = port.traffic();
        boolean same = traffic.sure()
                && traffic.done()
                        .filter(done -> done.limits().equals(wish.limits()))
                        .isPresent();
        if (same) {
            port.setTraffic(traffic.succeeded(wish));
            progressed.accept(true);
        } else if (working < AT_ONCE) {
            limit(machine, port, wish);
        }
    }

    private void limit(KeptMachine machine, KeptPort port, Wish wish) {
        int downs = machine.downs();
        // What an earlier life of the daemon has put into force need not be put there again.
        CompletableFuture<TrafficLimits> limited = port.traffic().done().isPresent()
                ? regulation.limit(port.nic(), wish.limits())
                : regulation
                        .limits(port.nic())
                        .thenCompose(there -> Likeness.alike(wish.limits(), there)
                                ? CompletableFuture.completedFuture(there)
                                : regulation.limit(port.nic(), wish.limits()));
        begun(machine);
        port.setTraffic(port.traffic().begun());
        loop.when(limited, (effective, failure) -> {
            port.setTraffic(limited(port, wish, effective, failure));
            if (effective != null) {
                port.setEffective(effective);
            }
            if (!machine.isUp()) {
                port.deviceGone();
            } else if (machine.downs() != downs) {
                port.setTraffic(port.traffic().doubted());
            }
            ended(machine);
        });
    }

    private Upkeep<Wish> limited(
            KeptPort port, Wish wish, @Nullable TrafficLimits effective, @Nullable Throwable failure) {
        if (effective == null) {
            return failed(port.traffic(), wish, "limits of port " + port.id(), failure);
        }
        if (!Likeness.alike(wish.limits(), effective)) {
            String why = Likeness.difference(wish.limits(), effective);
            return failed(port.traffic(), wish, "limits of port " + port.id(), new IllegalStateException(why));
        }
        return done(port.traffic(), wish, "limits of port " + port.id());
    }

    // --- filters and forwarding entries

    private void filter(KeptMachine machine, KeptPort port, Filtering wish) {
        begun(machine);
        port.setFilter(port.filter().begun());
        loop.when(regulation.filter(port.nic(), wish.filter()), (nothing, failure) -> {
            String what = "security groups of port " + port.id();
            port.setFilter(
                    failure == null ? done(port.filter(), wish, what) : failed(port.filter(), wish, what, failure));
            ended(machine);
        });
    }

    private void begin(KeptNetwork network, Instant now) {
        if (!network.forwards().due(now) || working >= AT_ONCE) {
            return;
        }
        Set<Forward> wish = network.forwards().wanted().orElseThrow();
        working++;
        network.setForwards(network.forwards().begun());
        loop.when(regulation.forward(network.any(), wish), (nothing, failure) -> {
            String what = "forwarding entries of network " + network.id();
            network.setForwards(
                    failure == null
                            ? done(network.forwards(), wish, what)
                            : failed(network.forwards(), wish, what, failure));
            working--;
            progressed.accept(true);
            beginSoon();
        });
    }

    // --- looking again

    private void check(Check check) {
        KeptPort port = check.port();
        if (!check.machine().isUp()
                || !check.machine().mayBegin()
                || !port.traffic().isInForce()) {
            return;
        }
        Optional<Wish> wish = port.traffic().wanted();
        begun(check.machine());
        loop.when(regulation.limits(port.nic()), (effective, failure) -> {
            boolean still =
                    port.traffic().isInForce() && port.traffic().wanted().equals(wish);
            if (effective != null && still && check.machine().isUp()) {
                TrafficLimits wanted = wish.map(Wish::limits).orElse(TrafficLimits.NONE);
                if (!Likeness.alike(wanted, effective)) {
                    suspect(check, wish, Likeness.difference(wanted, effective), effective);
                }
            }
            ended(check.machine());
        });
    }

    /** A machine that is just being stopped has no device any more: that is nobody's doing. */
    private void suspect(Check check, Optional<Wish> wish, String what, TrafficLimits effective) {
        KeptPort port = check.port();
        int looks = check.machine().looks();
        loop.when(isUp.apply(check.machine().instance()), (up, failure) -> {
            boolean still =
                    port.traffic().isInForce() && port.traffic().wanted().equals(wish);
            if (up == null || check.machine().looks() != looks || !still) {
                return;
            }
            if (up) {
                LOG.warn("{}: the limits of port {} are not as they were put: {}", host, port.id(), what);
                metrics.drifted();
                port.setTraffic(port.traffic().drifted(what));
                port.setEffective(effective);
            } else {
                check.machine().setUp(false);
            }
            progressed.accept(true);
            concern(check.machine());
        });
    }

    // --- what came of it

    private void begun(KeptMachine machine) {
        working++;
        machine.begin();
    }

    private void ended(KeptMachine machine) {
        working--;
        machine.end();
        progressed.accept(machine.isWired());
        beginSoon();
    }

    private <W> Upkeep<W> done(Upkeep<W> upkeep, W wish, String what) {
        metrics.applied();
        if (upkeep.state() == State.FAILED || upkeep.state() == State.DRIFTED) {
            LOG.info("{}: the {} are as they should be again", host, what);
        }
        return upkeep.succeeded(wish);
    }

    /** Told once, not each time that it is tried again. */
    private <W> Upkeep<W> failed(Upkeep<W> upkeep, W wish, String what, @Nullable Throwable failure) {
        String why = String.valueOf(failure == null ? "" : failure.getMessage());
        boolean unsupported = failure instanceof DriverException fault && fault.isUnsupported();
        if (upkeep.attempts() == 0) {
            LOG.warn("{}: the {} could not be put into force: {}", host, what, why);
        }
        if (unsupported) {
            return upkeep.unsupported(wish, why);
        }
        metrics.failed();
        return upkeep.failed(wish, why, clock.instant());
    }
}
