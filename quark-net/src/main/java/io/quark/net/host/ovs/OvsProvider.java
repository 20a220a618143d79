package io.quark.net.host.ovs;

import io.quark.net.host.BridgeProvider;
import io.quark.net.host.Driver;
import io.quark.net.host.DriverProvider;
import io.quark.net.host.GatewayAddresses;
import io.quark.net.host.IpCommand;
import io.quark.net.host.Options;
import io.quark.net.host.ProcSysctls;
import io.quark.net.host.ProcessRunner;
import io.quark.net.host.Sysctls;
import io.quark.net.host.SystemProcessRunner;
import io.quark.net.model.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the {@link OvsDriver}. Options: {@code datapath}, {@code system} (the kernel's, unless told otherwise) or {@code netdev} (userspace);
 * {@value BridgeProvider#TUNNEL}, this host's own address for tunnelled traffic, without which it can have no VXLAN networks; {@code physical.NAME}, the
 * interface of this host on the physical network NAME; {@code anti_spoofing}, whether machines are kept to their own addresses (true unless told
 * otherwise; {@code if_possible} is the same); {@code gateways}, whether the host takes the gateway addresses of its flat networks (true unless
 * told otherwise); {@code vsctl}, {@code ofctl} and {@code ip}, the paths of programs; {@code rundir}, where the switch has its sockets, if not
 * where its programs look by themselves; {@value BridgeProvider#OWNER}, what tells the bridges of this daemon from those of another on the same
 * host. A host for which none of these is set, but what every driver is told, may have no Open vSwitch at all.
 */
public final class OvsProvider implements DriverProvider {

    private static final String PHYSICAL = "physical.";

    /** What says nothing of this driver. */
    private static final Set<String> FROM_HOST = Set.of(BridgeProvider.OWNER, BridgeProvider.TUNNEL);

    @Override
    public String name() {
        return OvsDriver.NAME;
    }

    @Override
    public Driver open(Map<String, String> options) {
        Options mine = new Options(
                name(),
                options,
                Set.of(
                        "datapath",
                        "anti_spoofing",
                        "gateways",
                        "vsctl",
                        "ofctl",
                        "ip",
                        "rundir",
                        BridgeProvider.OWNER,
                        BridgeProvider.TUNNEL),
                Optional.of(PHYSICAL));
        boolean required = options.keySet().stream()
                .anyMatch(option -> !FROM_HOST.contains(option) && !option.startsWith(PHYSICAL));
        return open(mine, required, new SystemProcessRunner());
    }

    private static Driver open(Options mine, boolean required, ProcessRunner runner) {
        String datapath = mine.text("datapath", Settings.KERNEL);
        if (!datapath.equals(Settings.KERNEL) && !datapath.equals(Settings.USERSPACE)) {
            throw new IllegalArgumentException("the option 'datapath' of the network driver 'ovs' is " + Settings.KERNEL
                    + " or " + Settings.USERSPACE + ", not '" + datapath + "'");
        }
        Settings settings = new Settings(
                mine.word(BridgeProvider.OWNER, "quark"),
                datapath,
                Optional.of(mine.text(BridgeProvider.TUNNEL, ""))
                        .filter(tunnel -> !tunnel.isEmpty())
                        .map(tunnel -> Ip.of(tunnel).text()),
                mine.devices(PHYSICAL),
                mine.text("anti_spoofing", "true").equals("if_possible") || mine.flag("anti_spoofing", true),
                mine.flag("gateways", true),
                required);
        String directory = mine.text("rundir", "");
        List<String> vsctl = directory.isEmpty()
                ? List.of(mine.text("vsctl", "ovs-vsctl"))
                : List.of(mine.text("vsctl", "ovs-vsctl"), "--db=unix:" + directory + "/db.sock");
        return driver(
                new Vsctl(runner, vsctl),
                new Ofctl(runner, List.of(mine.text("ofctl", "ovs-ofctl")), directory),
                new IpCommand(runner, List.of(mine.text("ip", "ip"))),
                new ProcSysctls(),
                settings);
    }

    static OvsDriver driver(Vsctl vsctl, Ofctl ofctl, IpCommand ip, Sysctls sysctls, Settings settings) {
        PortBridges ports = new PortBridges(vsctl, ofctl, settings);
        NetworkBridges networks = new NetworkBridges(
                vsctl, ofctl, new PhysicalBridges(vsctl, settings), ports, new GatewayAddresses(ip, sysctls), settings);
        return new OvsDriver(
                new Presence(vsctl, settings),
                networks,
                ports,
                new PortLimits(ofctl),
                new Survey(vsctl, ofctl, networks, ip, settings),
                ip,
                settings);
    }
}
