package io.quark.net.host;

import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.net.model.Ip;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Realises a network as a Linux bridge of its own, which reaches other hosts by an {@link Uplink}; or joins a bridge of somebody else's. It
 * recognises its devices by their alias, and never touches one that it did not make.
 *
 * <p>On a flat network that stays on this host, the host takes the gateway's addresses, so that it reaches the machines and they reach it; it
 * does not forward for them. A {@link TapGuard} keeps each machine to its own addresses, {@link TapLimits} to its rates. Stateless: the kernel
 * is asked each time.
 */
final class BridgeDriver implements Driver {

    static final String NAME = "bridge";

    private final IpCommand ip;
    private final TapGuard guard;
    private final TapLimits limits;
    private final BridgePlan plan;
    private final OwnBridge bridges;
    private final ForwardingTable forwarding;
    private final LeftOvers leftOvers;
    private final BridgeSurvey survey;

    /** By what it tells the host. */
    record Tools(IpCommand ip, BridgeCommand bridge, Sysctls sysctls, TapGuard guard, TapLimits limits) {}

    BridgeDriver(Tools tools, BridgeSettings settings) {
        this.ip = tools.ip();
        this.guard = tools.guard();
        this.limits = tools.limits();
        DeviceMark mark = new DeviceMark(settings.owner());
        MarkedDevices devices = new MarkedDevices(ip, mark);
        Physicals physicals = new Physicals(ip, mark, settings.physical());
        this.plan = new BridgePlan(ip, devices, physicals, settings.tunnel(), settings.gateways());
        this.bridges = new OwnBridge(ip, devices, new DeviceSettings(tools.sysctls()));
        this.forwarding = new ForwardingTable(tools.bridge());
        this.leftOvers = new LeftOvers(ip, mark, Set.copyOf(settings.physical().values()));
        this.survey = new BridgeSurvey(ip, plan, guard, forwarding);
    }

    /** The name of a network's bridge. */
    static String bridgeOf(String network) {
        return DeviceNames.bridge(network);
    }

    /** The name of a port's tap device. */
    static String tapOf(String port) {
        return DeviceNames.tap(port);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(plan.segments(), plan.physical(), limits.slots(), guard.works());
    }

    @Override
    public void prepare() {
        guard.prepare();
    }

    @Override
    public void restored(Collection<Endpoint> endpoints) {
        Set<String> taps =
                endpoints.stream().map(endpoint -> tapOf(endpoint.port())).collect(Collectors.toSet());
        Predicate<String> keeps = tap -> taps.contains(tap) || ip.link(tap).isPresent();
        guard.forgetOthers(keeps);
        limits.forgetOthers(keeps);
        leftOvers.remove(endpoints);
    }

    /** What reaches other hosts comes first: where it cannot be had, nothing is made. */
    @Override
    public void realise(HostNetwork network) {
        if (plan.sharedBridge(network).isEmpty()) {
            Optional<Link> uplink = plan.uplink(network).make(network, bridgeOf(network.id()));
            bridges.make(network, plan.gateways(network), uplink);
        }
    }

    @Override
    public boolean remove(HostNetwork network) {
        Uplink uplink = plan.uplink(network);
        boolean gone = bridges.remove(network, uplink.device(network));
        if (gone) {
            uplink.remove(network);
        }
        return gone;
    }

    /** The guard stands before the hypervisor makes the tap device: not a frame goes unguarded. */
    @Override
    public Attachment attach(Endpoint endpoint) {
        HostNetwork network = endpoint.network();
        String bridge = bridgeFor(network);
        String tap = tapOf(endpoint.port());
        guard.allow(tap, endpoint);
        return new Attachment.BridgeAttachment(bridge, tap, network.mtu());
    }

    private String bridgeFor(HostNetwork network) {
        return plan.sharedBridge(network).orElseGet(() -> bridgeOf(network.id()));
    }

    /** Its tap device, where it is there, is put into the bridge again if somebody has taken it out or the bridge was made anew. */
    @Override
    public void updateEndpoint(Endpoint endpoint) {
        String tap = tapOf(endpoint.port());
        guard.allow(tap, endpoint);
        Optional<Link> link = ip.link(tap);
        if (link.isPresent()) {
            String bridge = bridgeFor(endpoint.network());
            if (!link.get().master().equals(Optional.of(bridge))) {
                ip.run("link", "set", "dev", tap, "master", bridge);
            }
        }
    }

    @Override
    public void forward(HostNetwork network, Set<Forward> entries) {
        if (network.segment().type() == Segment.Type.VXLAN) {
            Ip own = plan.tunnel()
                    .orElseThrow(() ->
                            HostProblems.noTunnel(network.name(), "this host has no tunnel address", "set net.tunnel"));
            forwarding.set(DeviceNames.vxlan(network.id()), entries, own);
        }
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
    public Optional<List<Drift>> drifted(Collection<Standing> standing) {
        return Optional.of(survey.drifted(standing));
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
