package io.quark.net.host;

import io.quark.common.model.TrafficLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network on this host and the endpoints that it has here. Its lock makes the calls to the driver for this network
 * follow each other. Thread safe.
 */
final class NetworkHere {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkHere.class);

    private final Driver driver;
    private final IdsHere ids;
    private final Map<String, Wired> endpoints = new HashMap<>();
    private HostNetwork network;
    private Optional<Set<Forward>> entries = Optional.empty();
    private long changes;
    private boolean gone;

    /**
     * What stands, to be looked at without the lock.
     *
     * @param changes how often the network had been changed until then
     */
    record Seen(NetworkHere here, Standing standing, long changes) {}

    NetworkHere(HostNetwork network, Driver driver, IdsHere ids) {
        this.network = network;
        this.driver = driver;
        this.ids = ids;
    }

    /**
     * The network first, then the endpoint. One whose attachment failed counts as well, until it is detached; one that was refused does not.
     *
     * @return empty if the network has gone since this was looked up: look it up again
     */
    synchronized Optional<Attachment> attach(Wired wired) {
        if (gone) {
            return Optional.empty();
        }
        Endpoint endpoint = wired.endpoint();
        requireFree(wired);
        ids.takePort(endpoint.port(), network.id());
        ids.takeSegment(endpoint.network());
        return Optional.of(attachNow(wired));
    }

    private Attachment attachNow(Wired wired) {
        Endpoint endpoint = wired.endpoint();
        remember(wired.as(Wired.State.COMING));
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        remember(wired.as(Wired.State.ATTACHED));
        return attachment;
    }

    private void requireFree(Wired wired) {
        endpoints.values().stream()
                .filter(other ->
                        !other.endpoint().port().equals(wired.endpoint().port()))
                .forEach(other -> wired.clash(other).ifPresent(what -> {
                    throw HostProblems.heldByAnother(
                            what, wired.endpoint().port(), other.endpoint().port(), network.id());
                }));
    }

    private void remember(Wired wired) {
        changes++;
        network = wired.endpoint().network();
        endpoints.put(wired.endpoint().port(), wired);
    }

    /**
     * The endpoint as it is described now; its network first, which may have another gateway now.
     *
     * @return false if the network has gone since this was looked up: look it up again
     */
    synchronized boolean update(Wired wired) {
        if (gone) {
            return false;
        }
        Endpoint endpoint = wired.endpoint();
        Wired before = known(endpoint, "an update");
        requireFree(wired);
        if (before.is(Wired.State.COMING)) {
            attachNow(wired);
        } else {
            remember(wired.as(Wired.State.ATTACHED));
            driver.realise(endpoint.network());
        }
        driver.updateEndpoint(endpoint);
        return true;
    }

    /** The endpoint, unless it is leaving. */
    private Wired known(Endpoint endpoint, String what) {
        return Optional.ofNullable(endpoints.get(endpoint.port()))
                .filter(wired -> !wired.is(Wired.State.LEAVING))
                .orElseThrow(() -> HostProblems.notAttached(endpoint.port(), network.id(), what));
    }

    /**
     * The endpoint, and after the last one the network.
     *
     * @param mayRemove whether all endpoints are known, so that the last one can be told
     * @return whether the network is gone from this host by this; empty if it has gone since this was looked up: look it up again
     */
    synchronized Optional<Boolean> detach(Endpoint endpoint, boolean mayRemove) {
        if (gone) {
            return Optional.empty();
        }
        String port = endpoint.port();
        changes++;
        if (ids.isElsewhere(port, network.id())) { // it stands: only on this network there is nothing of it
            LOG.warn("port {} is not on network {} but on another: it stays there", port, network.id());
        } else {
            endpoints.computeIfPresent(port, (any, wired) -> wired.as(Wired.State.LEAVING));
            driver.detach(endpoint);
        }
        boolean isLast = endpoints.keySet().stream().allMatch(port::equals);
        if (mayRemove && isLast) {
            remove();
        }
        endpoints.remove(port); // only now that all of it is gone others may have what it had
        ids.leavePort(port, network.id());
        return Optional.of(gone);
    }

    /** Removes the network if nothing is on it; tells whether it is gone from this host. */
    synchronized boolean removeIfEmpty() {
        if (!gone && endpoints.isEmpty()) {
            remove();
        }
        return gone;
    }

    private void remove() {
        gone = driver.remove(network);
        if (gone) {
            ids.leaveSegment(network);
        } else {
            LOG.warn(
                    "network {} ({}) stays on this host: something that no machine of Quark's explains still uses it",
                    network.name(),
                    network.id());
        }
    }

    /** Nothing where the network has gone, or was never here. */
    synchronized void forward(HostNetwork described, Set<Forward> told) {
        if (!gone && !endpoints.isEmpty()) {
            changes++;
            entries = Optional.of(Set.copyOf(told));
            driver.forward(described, told);
        }
    }

    /** Limits of an endpoint that is attached. */
    synchronized TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        if (!known(endpoint, "a limit").is(Wired.State.ATTACHED)) {
            throw HostProblems.notAttached(endpoint.port(), network.id(), "a limit");
        }
        return driver.limit(endpoint, wanted);
    }

    synchronized TrafficLimits limits(Endpoint endpoint) {
        return driver.limits(endpoint);
    }

    /** What stands now; empty if nothing does. */
    synchronized Optional<Seen> seen(Driver by) {
        if (gone || endpoints.isEmpty() || by != driver) { // each driver is there once
            return Optional.empty();
        }
        return Optional.of(new Seen(this, new Standing(whole(), attached(), entries), changes));
    }

    private List<Endpoint> attached() {
        return endpoints.values().stream()
                .filter(wired -> wired.is(Wired.State.ATTACHED))
                .map(Wired::endpoint)
                .toList();
    }

    /** With the gateways that any endpoint knows of. */
    private HostNetwork whole() {
        List<String> gateways = endpoints.values().stream()
                .flatMap(wired -> wired.endpoint().network().gateways().stream())
                .distinct()
                .sorted()
                .toList();
        return new HostNetwork(network.id(), network.name(), network.segment(), network.mtu(), gateways);
    }

    /**
     * Makes again what has drifted, and attaches what could not be attached before.
     *
     * @param seen what was looked at; what was changed since is left for the next time
     * @param found on this network; empty if the driver cannot tell
     * @return what was found, and what came of it
     */
    synchronized List<Drift> repair(Seen seen, Optional<List<Drift>> found) {
        if (gone || changes != seen.changes()) {
            return List.of();
        }
        List<Drift> drifts = new ArrayList<>();
        boolean stands = !attached().isEmpty(); // else what is missing was never made
        boolean all = found.isEmpty() && stands;
        List<Drift> ofNetwork = found.orElse(List.of()).stream()
                .filter(drift -> stands && drift.port().isEmpty())
                .toList();
        if (all || !ofNetwork.isEmpty()) {
            Optional<String> failure = failure(() -> {
                driver.realise(whole());
                entries.ifPresent(told -> driver.forward(network, told));
            });
            drifts.addAll(told(network.id(), Optional.empty(), ofNetwork, failure));
        }
        Map<String, List<Drift>> ofPorts = found.orElse(List.of()).stream()
                .filter(drift -> drift.port().isPresent())
                .collect(Collectors.groupingBy(drift -> drift.port().orElseThrow()));
        for (Wired wired : List.copyOf(endpoints.values())) {
            String port = wired.endpoint().port();
            if (wired.is(Wired.State.LEAVING)) {
                continue;
            }
            if (wired.is(Wired.State.COMING)) {
                Drift unwired = new Drift(network.id(), Optional.of(port), "the port was not attached");
                drifts.addAll(told(network.id(), Optional.of(port), List.of(unwired), failure(() -> attachNow(wired))));
            } else if (all || ofPorts.containsKey(port)) {
                Optional<String> failure = failure(() -> driver.updateEndpoint(wired.endpoint()));
                drifts.addAll(told(network.id(), Optional.of(port), ofPorts.getOrDefault(port, List.of()), failure));
            }
        }
        return drifts;
    }

    private static Optional<String> failure(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (DriverException e) {
            return Optional.of(e.problem().detail());
        }
    }

    private static List<Drift> told(
            String network, Optional<String> port, List<Drift> found, Optional<String> failure) {
        if (failure.isEmpty()) {
            return found;
        }
        String ending = "it cannot be made again: " + failure.get();
        return found.isEmpty()
                ? List.of(new Drift(network, port, ending))
                : found.stream()
                        .map(drift -> new Drift(network, port, drift.what() + "; " + ending))
                        .toList();
    }

    synchronized Set<String> endpoints() {
        return Set.copyOf(endpoints.keySet());
    }
}
