package io.quark.net.host.ovs;

import io.quark.common.testing.BesideOthers;
import io.quark.net.host.Attachment;
import io.quark.net.host.Driver;
import io.quark.net.host.DriverContract;
import io.quark.net.host.Endpoint;
import io.quark.net.host.Forward;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.NetworkNamespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The driver does on a real Open vSwitch with the userspace datapath what every driver has to. */
@BesideOthers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OvsDriverContractIT extends DriverContract {

    /** The last bridge would take the datapath with it, and the next one start it again. */
    private static final String KEEPS_DATAPATH = "br-other";

    private Optional<NetworkNamespace> namespace = Optional.empty();
    private Optional<OvsSwitch> started = Optional.empty();

    @BeforeAll
    void start() {
        namespace = Optional.of(NetworkNamespace.open());
        ns().run("ip", "link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1");
        started = Optional.of(OvsSwitch.start(ns()));
        ovs().vsctl("add-br", KEEPS_DATAPATH, "--", "set", "Bridge", KEEPS_DATAPATH, "datapath_type=netdev");
    }

    @AfterAll
    void end() {
        started.ifPresent(OvsSwitch::close);
        namespace.ifPresent(NetworkNamespace::close);
    }

    /** As if the host were new for each test: starting a switch takes longer than most tests. */
    @AfterEach
    void sweep() {
        ovs().bridges().stream()
                .filter(bridge -> !bridge.equals(KEEPS_DATAPATH))
                .forEach(bridge -> ovs().vsctl("del-br", bridge));
        ns().ip().links().stream()
                .filter(link -> link.name().startsWith("qt"))
                .forEach(link -> ns().ip().run("link", "delete", "dev", link.name()));
    }

    private NetworkNamespace ns() {
        return namespace.orElseThrow();
    }

    private OvsSwitch ovs() {
        return started.orElseThrow();
    }

    @Override
    protected Driver open(String owner) {
        return ovs().driver(new Settings(
                owner, Settings.USERSPACE, Optional.of(tunnel()), Map.of(physical(), "uplink0"), true, true, true));
    }

    @Override
    protected void reboot() {
        sweep();
    }

    @Override
    protected Map<String, String> host() {
        Map<String, String> all = new TreeMap<>();
        for (String bridge : ovs().bridges()) {
            all.put(
                    bridge,
                    ovs().vsctl("get", "Bridge", bridge, "external_ids")
                            + ovs().vsctl("list-ports", bridge)
                            + ovs().flows(bridge)
                            + ovs().ofctl().meters(bridge)
                            + ns().ip().addresses(bridge).stream()
                                    .filter(address -> !address.startsWith("fe80"))
                                    .sorted()
                                    .toList());
        }
        return all;
    }

    @Override
    protected boolean isRealised(HostNetwork network) {
        return ovs().bridges().contains(Names.network(network.id()));
    }

    @Override
    protected Optional<Integer> mtu(HostNetwork network) {
        String mtu = ovs().vsctl("--if-exists", "get", "Interface", Names.network(network.id()), "mtu");
        return mtu.isBlank() ? Optional.empty() : Optional.of(Integer.valueOf(mtu.strip()));
    }

    @Override
    protected boolean plugIn(Endpoint endpoint, Attachment attachment) {
        Attachment.OvsAttachment ovs = (Attachment.OvsAttachment) attachment;
        ns().run("ip", "tuntap", "add", "dev", ovs.target(), "mode", "tap");
        ns().ip().run("link", "set", "dev", ovs.target(), "up");
        ovs().plug(ovs.bridge(), ovs.target());
        return true;
    }

    @Override
    protected void unplug(Endpoint endpoint, Attachment attachment) {
        String tap = ((Attachment.OvsAttachment) attachment).target();
        ovs().vsctl("--if-exists", "del-port", tap);
        ns().ip().run("link", "delete", "dev", tap);
    }

    @Override
    protected Set<Forward> entries(HostNetwork network) {
        List<String> flows = ovs().ofctl().flows(Names.network(network.id()), Flow.ELSEWHERE);
        return Stream.concat(
                        OverlayFlows.machines(flows).entrySet().stream()
                                .map(entry -> new Forward(entry.getKey(), entry.getValue())),
                        OverlayFlows.hosts(flows).stream().map(host -> new Forward(ALL, host)))
                .collect(Collectors.toSet());
    }

    @Override
    protected Optional<String> squat(HostNetwork network) {
        String bridge = Names.network(network.id());
        ovs().vsctl("add-br", bridge, "--", "set", "Bridge", bridge, "datapath_type=netdev");
        return Optional.of(bridge);
    }

    /** Flows as after a restart of the switch, too. */
    @Override
    protected boolean damage(HostNetwork network) {
        ovs().vsctl("del-br", Names.network(network.id()));
        ovs().restart();
        return true;
    }
}
