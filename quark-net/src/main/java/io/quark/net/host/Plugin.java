package io.quark.net.host;

import io.quark.common.model.Nic;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Networking on this host, whatever the drivers: one for each host, which knows of no other.
 *
 * <p>It keeps the order: a network is realised before an endpoint is attached to it, and removed only after its last
 * endpoint is gone. Thread safe; calls for one network follow each other, those for different networks do not wait.
 */
public final class Plugin {

    /**
     * A plugin that has wired nothing yet.
     *
     * @param drivers by name
     * @param always the driver to use for every network, whatever it asks for: where the hypervisor leaves no choice
     */
    public Plugin(Map<String, Driver> drivers, Optional<String> always) {}

    /**
     * Tells which interfaces the machines have that live on this host, once, at the start: their networks are realised
     * again. Before that no network is ever removed.
     */
    public void restore(Collection<Nic> nics) {
        Unfinished.later();
    }

    /**
     * Wires an interface, its network first.
     *
     * @throws DriverException if the host does not do it
     */
    public Attachment attach(Nic nic) {
        return Unfinished.later();
    }

    /**
     * Unwires an interface of a machine that is gone; after the last one of its network that goes, too.
     *
     * @throws DriverException if the host does not do it
     */
    public void detach(Nic nic) {
        Unfinished.later();
    }

    /** The ports that a network has on this host. */
    public Set<String> endpoints(String network) {
        return Unfinished.later();
    }
}
