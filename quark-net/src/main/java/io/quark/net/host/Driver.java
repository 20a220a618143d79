package io.quark.net.host;

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

    /** Removes what is left of an endpoint whose machine is gone; its network may be gone, too. */
    void detach(Endpoint endpoint);
}
