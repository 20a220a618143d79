package io.quark.net.host;

import io.quark.common.model.Nic;
import io.quark.common.model.TrafficLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networking on this host, whatever the drivers: one for each host, which knows of no other.
 *
 * <p>It keeps the order: a network is realised before an endpoint is attached to it, and removed only after its last
 * endpoint is gone. Thread safe; calls for one network follow each other, those for different networks do not wait.
 */
public final class Plugin {

    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

    private final Map<String, Driver> drivers;
    private final Optional<String> always;
    private final Map<String, NetworkHere> networks = new ConcurrentHashMap<>();
    private final IdsHere ids = new IdsHere();
    private volatile boolean restored;

    /**
     * A plugin that has wired nothing yet.
     *
     * @param drivers by name
     * @param always the driver to use for every network, whatever it asks for: where the hypervisor leaves no choice
     */
    public Plugin(Map<String, Driver> drivers, Optional<String> always) {
        this.drivers = Map.copyOf(drivers);
        this.always = always;
    }

    /**
     * Makes sure that this host has what its drivers need; once, before anything else.
     *
     * @throws DriverException if something is missing: what, and what to do
     */
    public void prepare() {
        drivers.values().stream().filter(this::isUsed).forEach(Driver::prepare);
    }

    private boolean isUsed(Driver driver) {
        return always.map(driver.name()::equals).orElse(true);
    }

    /**
     * Tells which interfaces the machines have that live on this host, once, at the start: their networks are realised
     * again. Before that no network is ever removed.
     *
     * <p>A network that cannot be realised keeps none of the others from it; it is realised when the next endpoint comes.
     */
    public void restore(Collection<Nic> nics) {
        restore(nics, Map.of());
    }

    /**
     * As {@link #restore(Collection)}, with endpoints in security groups.
     *
     * @param filters what endpoints let through, by port; others: everything
     */
    public void restore(Collection<Nic> nics, Map<String, Filter> filters) {
        for (Nic nic : nics) {
            try {
                attach(nic, Optional.ofNullable(filters.get(nic.port())));
            } catch (DriverException e) {
                LOG.warn(
                        "network {} ({}) could not be restored: {}",
                        nic.network().name(),
                        nic.network().id(),
                        e.getMessage());
            }
        }
        restored = true;
        networks.forEach((network, here) -> removed(network, here));
        drivers.values().stream().filter(this::isUsed).forEach(driver -> restored(driver, nics, filters));
    }

    /** What came and went before all endpoints were known. */
    private void removed(String network, NetworkHere here) {
        try {
            if (here.removeIfEmpty()) {
                networks.remove(network, here);
            }
        } catch (DriverException e) {
            LOG.warn("network {} stays on this host: {}", network, e.getMessage());
        }
    }

    private void restored(Driver driver, Collection<Nic> nics, Map<String, Filter> filters) {
        try {
            driver.restored(nics.stream()
                    .filter(nic ->
                            driver.name().equals(always.orElse(nic.network().driver())))
                    .map(nic -> Endpoint.of(nic, Optional.ofNullable(filters.get(nic.port()))))
                    .toList());
        } catch (DriverException e) {
            LOG.warn("what earlier lives of driver {} left behind stays: {}", driver.name(), e.getMessage());
        }
    }

    /**
     * Wires an interface, its network first. Repeating it does no harm; one that failed is taken back by {@link #detach}.
     *
     * @throws DriverException if the host does not do it, or if something else here holds the port, its addresses or its network's segment:
     *     these are claimed in the tree, so two at once mean that something is wrong
     */
    public Attachment attach(Nic nic) {
        return attach(nic, Optional.empty());
    }

    /** As {@link #attach(Nic)}, for an endpoint in security groups. */
    public Attachment attach(Nic nic, Optional<Filter> filter) {
        Wired wired = Wired.of(nic, filter);
        while (true) {
            Optional<Attachment> attachment = here(nic).attach(wired);
            if (attachment.isPresent()) {
                return attachment.get();
            }
        }
    }

    /**
     * Makes a wired interface as it is described now, while its machine runs on; its port, network and MAC are what they were. Repeating
     * it does no harm.
     *
     * @throws DriverException if the host does not do it, or if the interface is not wired
     */
    public void update(Nic nic) {
        update(nic, Optional.empty());
    }

    /** As {@link #update(Nic)}, for an endpoint in security groups. */
    public void update(Nic nic, Optional<Filter> filter) {
        Wired wired = Wired.of(nic, filter);
        boolean updated = false;
        while (!updated) {
            updated = here(nic).update(wired);
        }
    }

    /**
     * Unwires an interface of a machine that is gone; after the last one of its network that goes, too. Repeating it does
     * no harm, and so does unwiring what was never there. Only when it has returned may port and addresses be used elsewhere.
     *
     * @throws DriverException if the host does not do it
     */
    public void detach(Nic nic) {
        while (true) {
            NetworkHere here = here(nic);
            Optional<Boolean> isGone = here.detach(Endpoint.of(nic), restored);
            if (isGone.isPresent()) {
                if (isGone.get()) {
                    networks.remove(nic.network().id(), here);
                }
                return;
            }
        }
    }

    /**
     * What networks of each driver can have here, by the driver's name. Where one driver is used for every network, it is that one's
     * capabilities whatever driver a network asks for.
     */
    public Map<String, Capabilities> capabilities() {
        Optional<Capabilities> only =
                always.flatMap(name -> Optional.ofNullable(drivers.get(name))).map(Driver::capabilities);
        return drivers.values().stream()
                .filter(driver -> only.isPresent() || isUsed(driver))
                .collect(Collectors.toMap(Driver::name, driver -> only.orElseGet(driver::capabilities)));
    }

    /**
     * Makes the forwarding entries of a network that is realised here exactly these; nothing where it is not.
     *
     * @param nic any interface of that network
     * @throws DriverException if the host does not do it
     */
    public void forward(Nic nic, Set<Forward> entries) {
        NetworkHere here = networks.get(nic.network().id());
        if (here != null) {
            here.forward(HostNetwork.of(nic), entries);
        }
    }

    /**
     * Puts limits into force for a wired interface whose device is there, and reads them back.
     *
     * @return what the host says is in force now
     * @throws DriverException if the host does not do it, or if the interface is not wired
     */
    public TrafficLimits limit(Nic nic, TrafficLimits wanted) {
        return here(nic).limit(Endpoint.of(nic), wanted);
    }

    /** What the host says is in force for a wired interface now. */
    public TrafficLimits limits(Nic nic) {
        return here(nic).limits(Endpoint.of(nic));
    }

    /**
     * Looks at the host as it is, and makes again what somebody else has changed of the networks and endpoints that are here: devices, addresses,
     * rules and forwarding entries; not the limits. Cheap where nothing has changed.
     *
     * @return what was found; where it could not be repaired, it says so
     */
    public List<Drift> recheck() {
        return drivers.values().stream()
                .filter(this::isUsed)
                .flatMap(driver -> recheck(driver).stream())
                .toList();
    }

    /** First a look at everything, then the locks of the networks that need something. */
    private List<Drift> recheck(Driver driver) {
        List<NetworkHere.Seen> seen = networks.values().stream()
                .flatMap(here -> here.seen(driver).stream())
                .toList();
        if (seen.isEmpty()) {
            return List.of();
        }
        Optional<Map<String, List<Drift>>> found;
        try {
            found = driver.drifted(seen.stream().map(NetworkHere.Seen::standing).toList())
                    .map(drifts -> drifts.stream().collect(Collectors.groupingBy(Drift::network)));
        } catch (DriverException e) {
            LOG.warn("driver {} cannot look for what has drifted: {}", driver.name(), e.getMessage());
            return List.of();
        }
        return seen.stream()
                .flatMap(one -> one
                        .here()
                        .repair(
                                one,
                                found.map(drifts -> drifts.getOrDefault(
                                        one.standing().network().id(), List.of())))
                        .stream())
                .toList();
    }

    /** The ports that a network has on this host. */
    public Set<String> endpoints(String network) {
        NetworkHere here = networks.get(network);
        return here == null ? Set.of() : here.endpoints();
    }

    private NetworkHere here(Nic nic) {
        Driver driver = driver(nic);
        return networks.computeIfAbsent(nic.network().id(), any -> new NetworkHere(HostNetwork.of(nic), driver, ids));
    }

    private Driver driver(Nic nic) {
        String name = always.orElse(nic.network().driver());
        Driver driver = drivers.get(name);
        if (driver == null) {
            throw HostProblems.noSuchDriver(
                    name,
                    nic.network().name(),
                    drivers.keySet().stream().sorted().toList());
        }
        return driver;
    }
}
