package io.quark.net.host;

import io.quark.common.model.TrafficLimits;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Realises networks on a host by one technique. Stateless: every call gets all it needs.
 *
 * <p>Every call is idempotent: what is done already is left as it is, what is gone already is no failure. The plugin
 * never makes two calls for one network at once, but calls for different networks from several threads. Each throws a
 * {@link DriverException} when the host does not do as told; the same call may then be repeated.
 */
public interface Driver {

    /** The name that networks ask for it by. */
    String name();

    /** What it can do here; the same as long as the daemon lives. */
    Capabilities capabilities();

    /**
     * Makes sure that this host has what the driver needs; once, at the start of a host that may use it.
     *
     * @throws DriverException if something is missing: what, and what to do
     */
    default void prepare() {}

    /**
     * Tells which endpoints this host has, once, at the start, after they were attached again: whatever else the driver finds of its own
     * was left behind by an earlier life, and may go.
     */
    default void restored(Collection<Endpoint> endpoints) {}

    /** Makes the network on this host, or completes it. */
    void realise(HostNetwork network);

    /**
     * Removes the network from this host.
     *
     * @return false if something on the host still uses it: it stays
     */
    boolean remove(HostNetwork network);

    /** Prepares the place of an endpoint, whose network is realised, and says how to join it. */
    Attachment attach(Endpoint endpoint);

    /**
     * Makes an attached endpoint as it is described now, while its machine runs on: addresses may have come or gone, port, network and
     * MAC are what they were. What stays is not interrupted.
     *
     * @param endpoint the whole of it; its network is realised
     */
    void updateEndpoint(Endpoint endpoint);

    /**
     * Makes the forwarding entries of a realised network exactly these: what is missing is added, what is too much goes, what stays is not
     * interrupted. Only VXLAN networks have any.
     */
    default void forward(HostNetwork network, Set<Forward> entries) {}

    /**
     * Puts limits into force for an attached endpoint whose device is there, in place of those that were: at no moment is it limited less than
     * both of them allow. Then reads them back.
     *
     * @return what the host says is in force now, which may be rounded
     * @throws DriverException if the host does not do it; {@link DriverException#isUnsupported} if this driver cannot
     */
    TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted);

    /** What the host says is in force for an endpoint now; nothing where its device is not there. */
    TrafficLimits limits(Endpoint endpoint);

    /**
     * Looks at the host for what somebody else has changed of these, with as few questions as can be; changes nothing. What it finds, the
     * plugin has made again by the calls above.
     *
     * @return what was found; empty if the driver cannot tell: then everything is made again
     */
    default Optional<List<Drift>> drifted(Collection<Standing> standing) {
        return Optional.empty();
    }

    /** Removes what is left of an endpoint whose machine is gone; its network may be gone, too. */
    void detach(Endpoint endpoint);
}
