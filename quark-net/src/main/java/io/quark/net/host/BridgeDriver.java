package io.quark.net.host;

import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Realises a flat network as a Linux bridge of its own. It recognises its bridges by their alias, and never touches a
 * device that it did not make.
 *
 * <p>The host takes the gateway addresses of the network, so that it reaches the machines and they reach it; it does not forward for
 * them. A {@link TapGuard} keeps each machine to its own addresses. Stateless: the kernel is asked each time.
 */
final class BridgeDriver implements Driver {

    static final String NAME = "bridge";

    private static final Logger LOG = LoggerFactory.getLogger(BridgeDriver.class);

    /** Hex digits of an id in a device's name: with two letters before them well within the kernel's 15. */
    private static final int ID_DIGITS = 10;

    private final IpCommand ip;
    private final Sysctls sysctls;
    private final TapGuard guard;
    private final TapLimits limits;
    private final boolean takesGateways;

    BridgeDriver(IpCommand ip, Sysctls sysctls, TapGuard guard, TapLimits limits, boolean takesGateways) {
        this.ip = ip;
        this.sysctls = sysctls;
        this.guard = guard;
        this.limits = limits;
        this.takesGateways = takesGateways;
    }

    /** The name of a network's bridge. The end of the id is used: its beginning is the time, alike for ids made at once. */
    static String bridgeOf(String network) {
        return "qk" + digits(network);
    }

    /** The name of a port's tap device. */
    static String tapOf(String port) {
        return "qt" + digits(port);
    }

    private static String digits(String id) {
        return id.substring(Math.max(0, id.length() - ID_DIGITS));
    }

    private static String aliasOf(HostNetwork network) {
        return "quark:" + network.id();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(Segment.Type.FLAT), Set.of(), limits.slots(), guard.works());
    }

    @Override
    public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        return limits.limit(tapOf(endpoint.port()), wanted);
    }

    @Override
    public TrafficLimits limits(Endpoint endpoint) {
        return limits.limits(tapOf(endpoint.port()));
    }

    @Override
    public void prepare() {
        guard.prepare();
    }

    @Override
    public void restored(Collection<Endpoint> endpoints) {
        Set<String> taps =
                endpoints.stream().map(endpoint -> tapOf(endpoint.port())).collect(Collectors.toSet());
        guard.forgetOthers(tap -> taps.contains(tap) || ip.link(tap).isPresent());
    }

    @Override
    public void realise(HostNetwork network) {
        if (network.segment().type() != Segment.Type.FLAT) {
            throw HostProblems.segmentUnsupported(
                    NAME, network.name(), network.segment().type().text());
        }
        String bridge = bridgeOf(network.id());
        if (ip.link(bridge).isEmpty()) {
            ip.run("link", "add", "name", bridge, "type", "bridge", "stp_state", "0", "forward_delay", "0");
        }
        Link link = ip.link(bridge)
                .orElseThrow(() -> HostProblems.failed("bridge " + bridge + " vanished while it was made"));
        if (!isOurs(link, network) && !isHalfMade(link)) {
            throw HostProblems.foreignDevice(bridge, describe(link), network.id());
        }
        if (link.alias().isEmpty()) {
            ip.run("link", "set", "dev", bridge, "alias", aliasOf(network));
        }
        if (link.mtu() != network.mtu()) {
            ip.run("link", "set", "dev", bridge, "mtu", Integer.toString(network.mtu()));
        }
        if (!link.up()) {
            keepToItself(bridge);
            ip.run("link", "set", "dev", bridge, "up");
        }
        if (takesGateways) {
            takeGateways(network, bridge);
        }
    }

    private static boolean isOurs(Link link, HostNetwork network) {
        return link.kind().equals("bridge") && link.alias().equals(aliasOf(network));
    }

    /** A bridge of our name without alias and without anything in it: we were interrupted between making and marking it. */
    private boolean isHalfMade(Link link) {
        return link.kind().equals("bridge")
                && link.alias().isEmpty()
                && ip.portsOf(link.name()).isEmpty()
                && ip.addresses(link.name()).isEmpty();
    }

    private static String describe(Link link) {
        return (link.kind().isEmpty() ? "hardware" : link.kind())
                + (link.alias().isEmpty() ? "" : ", alias '" + link.alias() + "'");
    }

    /** Nobody else has the gateway's address here, so it need not be probed for; and the host is no router. */
    private void keepToItself(String bridge) {
        set("ipv6/conf/" + bridge + "/accept_dad", "0");
        set("ipv6/conf/" + bridge + "/accept_ra", "0");
        set("ipv6/conf/" + bridge + "/forwarding", "0");
        set("ipv4/conf/" + bridge + "/forwarding", "0");
    }

    private void set(String path, String value) {
        boolean isSo = sysctls.get(path).map(value::equals).orElse(true); // no IPv6 here: nothing to set
        if (!isSo && !sysctls.set(path, value)) {
            LOG.warn("the kernel does not let {} be set to {}", path, value);
        }
    }

    private void takeGateways(HostNetwork network, String bridge) {
        Set<String> there = ip.addresses(bridge);
        for (String gateway : network.gateways()) {
            boolean v6 = gateway.contains(":");
            if (there.contains(gateway)) {
                continue;
            }
            if (v6 && !hasIpv6(bridge)) {
                LOG.warn("this host has no IPv6: bridge {} goes without {}", bridge, gateway);
            } else if (v6) {
                ip.run("address", "add", gateway, "dev", bridge, "nodad");
            } else {
                ip.run("address", "add", gateway, "dev", bridge);
            }
        }
    }

    /** Whether the bridge can have IPv6 addresses; where it is only off by default it is turned on for this bridge. */
    private boolean hasIpv6(String bridge) {
        String path = "ipv6/conf/" + bridge + "/disable_ipv6";
        Optional<String> off = sysctls.get(path);
        return off.isPresent() && (off.get().equals("0") || sysctls.set(path, "0"));
    }

    @Override
    public boolean remove(HostNetwork network) {
        String bridge = bridgeOf(network.id());
        Optional<Link> link = ip.link(bridge);
        if (link.isEmpty()) {
            return true;
        }
        if (!isOurs(link.get(), network) && !isHalfMade(link.get())) {
            LOG.warn("{} ({}) is not ours and stays", bridge, describe(link.get()));
            return true;
        }
        if (!ip.portsOf(bridge).isEmpty()) {
            return false;
        }
        ip.run("link", "delete", "dev", bridge, "type", "bridge");
        return true;
    }

    /** The guard stands before the hypervisor makes the tap device: not a frame goes unguarded. */
    @Override
    public Attachment attach(Endpoint endpoint) {
        HostNetwork network = endpoint.network();
        String tap = tapOf(endpoint.port());
        guard.allow(tap, endpoint);
        return new Attachment.BridgeAttachment(bridgeOf(network.id()), tap, network.mtu());
    }

    @Override
    public void updateEndpoint(Endpoint endpoint) {
        guard.allow(tapOf(endpoint.port()), endpoint);
    }

    /** The hypervisor takes its tap device with it; one that was left behind would keep the bridge. The guard goes last. */
    @Override
    public void detach(Endpoint endpoint) {
        String tap = tapOf(endpoint.port());
        Optional<Link> link = ip.link(tap);
        if (link.isPresent() && link.get().kind().equals("tun")) {
            ip.run("link", "delete", "dev", tap);
        }
        limits.forget(tap);
        guard.forget(tap);
    }
}
