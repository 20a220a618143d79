package io.quark.net.host;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network on this host and the endpoints that it has here. Its lock makes the calls to the driver for this network
 * follow each other. Thread safe.
 */
final class NetworkHere {

    private static final Logger LOG = LoggerFactory.getLogger(NetworkHere.class);

    private final Set<String> ports = new HashSet<>();
    private boolean gone;

    /**
     * The network first, then the endpoint. One whose attachment failed counts as well, until it is detached.
     *
     * @return empty if the network has gone since this was looked up: look it up again
     */
    synchronized Optional<Attachment> attach(Endpoint endpoint, Driver driver) {
        if (gone) {
            return Optional.empty();
        }
        ports.add(endpoint.port());
        driver.realise(endpoint.network());
        return Optional.of(driver.attach(endpoint));
    }

    /**
     * The endpoint as it is described now; its network first, which may have another gateway now.
     *
     * @return false if the network has gone since this was looked up: look it up again
     */
    synchronized boolean update(Endpoint endpoint, Driver driver) {
        if (gone) {
            return false;
        }
        ports.add(endpoint.port());
        driver.realise(endpoint.network());
        driver.updateEndpoint(endpoint);
        return true;
    }

    /**
     * The endpoint, and after the last one the network.
     *
     * @param mayRemove whether all endpoints are known, so that the last one can be told
     * @return whether the network is gone from this host
     */
    synchronized boolean detach(Endpoint endpoint, Driver driver, boolean mayRemove) {
        driver.detach(endpoint);
        ports.remove(endpoint.port());
        if (!mayRemove || !ports.isEmpty()) {
            return false;
        }
        gone = driver.remove(endpoint.network());
        if (!gone) {
            LOG.warn(
                    "network {} ({}) stays on this host: something that no machine of Quark's explains still uses it",
                    endpoint.network().name(),
                    endpoint.network().id());
        }
        return gone;
    }

    /** Nothing where the network has gone. */
    synchronized void forward(HostNetwork network, Set<Forward> entries, Driver driver) {
        if (!gone) {
            driver.forward(network, entries);
        }
    }

    /** While nothing else is done to the network. */
    synchronized <T> T exclusively(Supplier<T> work) {
        return work.get();
    }

    synchronized Set<String> endpoints() {
        return Set.copyOf(ports);
    }
}
