package io.quark.compute.keep;

import io.quark.common.model.Nic;
import io.quark.compute.keep.Wish.PolicyAt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The interfaces of one machine that are kept. Lives on the loop. */
final class KeptMachine {

    private final String instance;
    private final Map<String, KeptPort> ports = new LinkedHashMap<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private boolean wired;
    private boolean up;
    private boolean beingMade;
    private int looks;
    private int downs;
    private int alone;
    private int working;

    KeptMachine(String instance) {
        this.instance = instance;
    }

    String instance() {
        return instance;
    }

    Collection<KeptPort> ports() {
        return ports.values();
    }

    Optional<KeptPort> port(String id) {
        return Optional.ofNullable(ports.get(id));
    }

    void add(KeptPort port) {
        ports.put(port.id(), port);
    }

    /** Leaves only the ports of these interfaces; tells those that went. */
    List<KeptPort> retain(List<Nic> nics) {
        List<String> stay = nics.stream().map(Nic::port).toList();
        List<KeptPort> gone = ports.values().stream()
                .filter(port -> !stay.contains(port.id()))
                .toList();
        gone.forEach(port -> ports.remove(port.id()));
        return gone;
    }

    /** Whether its interfaces are wired. */
    boolean isWired() {
        return wired;
    }

    void setWired() {
        wired = true;
    }

    /** It is being made: nothing is said of its ports before they have devices. */
    void setBeingMade() {
        beingMade = !up;
    }

    /** Whether the host carries what its ports are under, also where it is stopped. */
    boolean isSaid() {
        return wired && !beingMade;
    }

    /** Whether its domain is there, running or paused, so that its interfaces have devices. */
    boolean isUp() {
        return up;
    }

    /** Tells whether that is news. */
    boolean setUp(boolean now) {
        looks++;
        boolean news = up != now;
        up = now;
        beingMade &= !now;
        if (!now) {
            downs++;
            ports.values().forEach(KeptPort::deviceGone);
        }
        return news;
    }

    /** Counts what was learned of its domain: an answer to an earlier question is worth nothing. */
    int looks() {
        return looks;
    }

    /** How often its devices were gone. */
    int downs() {
        return downs;
    }

    // --- one thing at a time

    void begin() {
        working++;
    }

    void end() {
        working--;
        if (working == 0) {
            List<Runnable> told = List.copyOf(whenIdle);
            whenIdle.clear();
            told.forEach(Runnable::run);
        }
    }

    /** Lets nothing begin from now on until {@link #leaveAlone} and runs it as soon as nothing is under way. */
    void takeAlone(Runnable work) {
        alone++;
        if (working == 0) {
            work.run();
        } else {
            whenIdle.add(work);
        }
    }

    void leaveAlone() {
        alone--;
    }

    boolean mayBegin() {
        return alone == 0;
    }

    // --- how far it is

    /** All that is to be done for it while it is as it is. */
    Stream<Upkeep<?>> upkeeps() {
        Stream<Upkeep<?>> filters = wired ? ports.values().stream().map(KeptPort::filter) : Stream.of();
        Stream<Upkeep<?>> traffic = up ? ports.values().stream().map(KeptPort::traffic) : Stream.of();
        return Stream.concat(filters, traffic);
    }

    boolean isSettled() {
        return upkeeps().allMatch(Upkeep::isSettled);
    }

    /** Whether there is something to begin now or later without anything else changing. */
    boolean isPending() {
        return upkeeps().anyMatch(upkeep -> upkeep.busy() || upkeep.due(Instant.MAX));
    }

    /** Ids of the networks that its ports are in. */
    Set<String> carried() {
        return ports.values().stream().map(port -> port.nic().network().id()).collect(Collectors.toSet());
    }

    /** What its ports are to be under. */
    Set<PolicyAt> policies() {
        return ports.values().stream()
                .flatMap(port -> port.traffic().wanted().stream())
                .flatMap(wish -> wish.policy().stream())
                .collect(Collectors.toSet());
    }

    boolean hasPolicy() {
        return ports.values().stream().anyMatch(KeptPort::hasPolicy);
    }
}
