package io.quark.net.host;

import io.quark.common.testing.BesideOthers;
import io.quark.net.model.Ip;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The bridge driver does on a real kernel what every driver has to. */
@BesideOthers
class BridgeDriverContractIT extends DriverContract {

    private Optional<NetworkNamespace> namespace = Optional.empty();

    @BeforeEach
    void start() {
        NetworkNamespace fresh = NetworkNamespace.open();
        namespace = Optional.of(fresh);
        fresh.run("ip", "link", "add", "uplink0", "type", "veth", "peer", "name", "uplink1");
        fresh.ip().run("address", "add", tunnel() + "/24", "dev", "uplink0");
        fresh.ip().run("link", "set", "dev", "uplink0", "up");
        fresh.ip().run("link", "set", "dev", "uplink1", "up");
    }

    @AfterEach
    void end() {
        namespace.ifPresent(NetworkNamespace::close);
        namespace = Optional.empty();
    }

    private NetworkNamespace ns() {
        return namespace.orElseThrow();
    }

    @Override
    protected Driver open(String owner) {
        return ns().driver(new BridgeSettings(owner, Map.of(), Optional.of(Ip.of(tunnel())), true));
    }

    @Override
    protected void reboot() {
        end();
        start();
    }

    @Override
    protected Map<String, String> host() {
        Map<String, String> all = new TreeMap<>();
        Map<String, Set<String>> addresses = ns().ip().addresses();
        for (Link link : ns().ip().links()) {
            all.put(
                    link.name(),
                    link.kind() + " " + link.alias() + " " + link.mtu() + " " + link.up() + " " + link.master() + " "
                            + link.detail("id") + link.detail("local") + " "
                            + addresses.getOrDefault(link.name(), Set.of()).stream()
                                    .filter(address -> !address.startsWith("fe80:"))
                                    .sorted()
                                    .toList());
        }
        all.put("rules", ns().run("nft", "list", "table", "bridge", "quark").out());
        return all;
    }

    @Override
    protected boolean isRealised(HostNetwork network) {
        return ns().ip().link(DeviceNames.bridge(network.id())).filter(Link::up).isPresent();
    }

    @Override
    protected Optional<Integer> mtu(HostNetwork network) {
        return ns().ip().link(DeviceNames.bridge(network.id())).map(Link::mtu);
    }

    @Override
    protected boolean plugIn(Endpoint endpoint, Attachment attachment) {
        Attachment.BridgeAttachment bridge = (Attachment.BridgeAttachment) attachment;
        ns().run("ip", "tuntap", "add", "dev", bridge.target(), "mode", "tap");
        ns().ip().run("link", "set", "dev", bridge.target(), "mtu", Integer.toString(bridge.mtu()));
        ns().ip().run("link", "set", "dev", bridge.target(), "master", bridge.bridge());
        ns().ip().run("link", "set", "dev", bridge.target(), "up");
        return true;
    }

    @Override
    protected void unplug(Endpoint endpoint, Attachment attachment) {
        ns().ip().run("link", "delete", "dev", ((Attachment.BridgeAttachment) attachment).target());
    }

    @Override
    protected Set<Forward> entries(HostNetwork network) {
        return ns().run("bridge", "fdb", "show", "brport", DeviceNames.vxlan(network.id()))
                .out()
                .lines()
                .flatMap(ForwardingEntries::read)
                .collect(Collectors.toSet());
    }

    @Override
    protected Optional<String> squat(HostNetwork network) {
        String bridge = DeviceNames.bridge(network.id());
        ns().ip().run("link", "add", "name", bridge, "type", "bridge");
        ns().ip().run("link", "set", "dev", bridge, "alias", "somebody else's");
        return Optional.of(bridge);
    }

    @Override
    protected boolean damage(HostNetwork network) {
        ns().ip().run("link", "delete", "dev", DeviceNames.bridge(network.id()));
        ns().run("nft", "delete", "table", "bridge", "quark");
        return true;
    }
}
