package io.quark.net.host.ovs;

import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.net.host.Attachment;
import io.quark.net.host.Capabilities;
import io.quark.net.host.Drift;
import io.quark.net.host.Driver;
import io.quark.net.host.DriverException;
import io.quark.net.host.Endpoint;
import io.quark.net.host.Forward;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.HostProblems;
import io.quark.net.host.IpCommand;
import io.quark.net.host.Standing;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Realises networks by Open vSwitch: a bridge for each network, one for each physical network, and a small one in front of each port. It
 * recognises what it made by marks in the switch's database, and never touches anything else. Stateless: the switch is asked each time.
 */
final class OvsDriver implements Driver {

    static final String NAME = "ovs";

    private static final Logger LOG = LoggerFactory.getLogger(OvsDriver.class);

    private static final Set<String> QOS = Set.of("bandwidth_limit/egress", "bandwidth_limit/ingress", "dscp_marking");

    private final Presence presence;
    private final NetworkBridges networks;
    private final PortBridges ports;
    private final PortLimits limits;
    private final Survey survey;
    private final IpCommand ip;
    private final Settings settings;

    OvsDriver(
            Presence presence,
            NetworkBridges networks,
            PortBridges ports,
            PortLimits limits,
            Survey survey,
            IpCommand ip,
            Settings settings) {
        this.presence = presence;
        this.networks = networks;
        this.ports = ports;
        this.limits = limits;
        this.survey = survey;
        this.ip = ip;
        this.settings = settings;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Where nothing says that this host should have Open vSwitch, it may have none. */
    @Override
    public void prepare() {
        presence.problem().ifPresent(problem -> {
            if (settings.required()) {
                throw new DriverException(problem);
            }
            LOG.info("this host has no networks of driver {}: {}", NAME, problem.detail());
        });
    }

    @Override
    public Capabilities capabilities() {
        if (presence.problem().isPresent()) {
            return new Capabilities(Set.of(), Set.of(), Set.of(), false);
        }
        Set<Segment.Type> segments = EnumSet.of(Segment.Type.FLAT);
        if (!settings.physical().isEmpty()) {
            segments.add(Segment.Type.VLAN);
        }
        if (settings.tunnel().isPresent()) {
            segments.add(Segment.Type.VXLAN);
        }
        return new Capabilities(segments, settings.physical().keySet(), QOS, true);
    }

    @Override
    public void restored(Collection<Endpoint> endpoints) {
        if (presence.problem().isPresent()) {
            return;
        }
        ports.removeOthers(endpoints.stream().map(Endpoint::port).collect(Collectors.toSet()));
        networks.removeOthers(
                endpoints.stream().map(endpoint -> endpoint.network().id()).collect(Collectors.toSet()));
    }

    @Override
    public void realise(HostNetwork network) {
        networks.realise(network);
    }

    @Override
    public boolean remove(HostNetwork network) {
        return networks.remove(network);
    }

    @Override
    public Attachment attach(Endpoint endpoint) {
        updateEndpoint(endpoint);
        return new Attachment.OvsAttachment(
                Names.port(endpoint.port()),
                Names.tap(endpoint.port()),
                endpoint.port(),
                endpoint.network().mtu(),
                settings.datapath().equals(Settings.KERNEL));
    }

    @Override
    public void updateEndpoint(Endpoint endpoint) {
        ports.lay(endpoint);
        networks.showMachinesHere(endpoint.network());
    }

    @Override
    public void forward(HostNetwork network, Set<Forward> entries) {
        networks.forward(network, entries);
    }

    @Override
    public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        if (!ports.isThere(endpoint)) {
            throw HostProblems.failed("port " + endpoint.port() + " is not attached: there is nothing to limit");
        }
        return limits.limit(Names.port(endpoint.port()), wanted);
    }

    @Override
    public TrafficLimits limits(Endpoint endpoint) {
        return ports.isThere(endpoint) ? limits.limits(Names.port(endpoint.port())) : TrafficLimits.NONE;
    }

    @Override
    public Optional<List<Drift>> drifted(Collection<Standing> standing) {
        return Optional.of(survey.drifted(standing));
    }

    /** The hypervisor takes its tap device with it; one that was left behind goes here. */
    @Override
    public void detach(Endpoint endpoint) {
        ports.remove(endpoint);
        String tap = Names.tap(endpoint.port());
        if (ip.link(tap).filter(link -> link.kind().equals("tun")).isPresent()) {
            ip.run("link", "delete", "dev", tap);
        }
        if (networks.isThere(endpoint.network())) {
            networks.showMachinesHere(endpoint.network());
        }
    }
}
