package io.quark.orc.audit;

import io.quark.common.model.Claim;
import io.quark.common.model.Finding;
import io.quark.common.model.Instance;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Segment;
import io.quark.common.tree.Paths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses, MACs and segment ids: nothing has two owners (I3), and whoever has one has its claim, and the other way round (I4). For one
 * thread.
 */
final class NetworkAudit {

    private final Records records;
    private final Paths paths;
    private final List<Finding> findings;
    private final Map<String, String> portOfMac = new HashMap<>();
    private final Set<String> macClaims = new HashSet<>();

    NetworkAudit(Records records, Paths paths, List<Finding> findings) {
        this.records = records;
        this.paths = paths;
        this.findings = findings;
    }

    void look() {
        records.below(paths.macRanges())
                .forEach(range -> records.eachInBuckets(range + "/macs", Claim.class, (path, claim) -> {
                    if (claim.state() == Claim.State.ALLOCATED) {
                        macClaims.add(Records.name(path));
                    }
                }));
        Map<String, String> segments = segments();
        records.each(paths.networks(), Network.class, (path, network) -> {
            ports(network.id());
            segment(path, network, segments);
        });
        macsOfNobody();
        segments.forEach((segment, owner) ->
                add("I4", segment, "it is claimed by network " + owner + ", which does not have it"));
    }

    /** The ports of one network, and the claims on its addresses. */
    private void ports(String network) {
        Map<String, Port> ports = new HashMap<>();
        records.eachInBuckets(paths.ports(network), Port.class, (path, port) -> ports.put(port.id(), port));
        Map<String, Claim> claims = new HashMap<>(); // by subnet and address: the bucket does not matter
        records.below(paths.subnets(network))
                .forEach(subnet -> records.eachInBuckets(subnet + "/addresses", Claim.class, (path, claim) -> {
                    String key = Records.name(subnet) + " " + Records.name(path);
                    if (claims.put(key, claim) != null) {
                        add("I3", path, "the address is claimed twice");
                    }
                    addressClaim(path, claim, ports);
                }));
        Map<String, String> owners = new HashMap<>();
        ports.values().forEach(port -> port(network, port, claims, owners));
    }

    private void port(String network, Port port, Map<String, Claim> claims, Map<String, String> owners) {
        String path = paths.port(network, port.id());
        for (Port.PortAddress address : port.addresses()) {
            Optional<Claim> claim = Optional.ofNullable(claims.get(address.subnet() + " " + address.ip()));
            if (claim.filter(it -> it.ports().contains(port.id())).isEmpty()) {
                add("I4", path, "it has " + address.ip() + ", which is not claimed for it");
            }
            String other = address.shared() ? null : owners.put(address.ip(), port.id());
            if (other != null) {
                add("I3", path, "it has " + address.ip() + ", and so has port " + other);
            }
        }
        String other = portOfMac.put(port.mac(), port.id());
        if (other != null) {
            add("I3", path, "it has the MAC " + port.mac() + ", and so has port " + other);
        }
        if (!macClaims.contains(port.mac())) {
            add("I4", path, "it has the MAC " + port.mac() + ", which is not claimed");
        }
        port.instance().ifPresent(id -> owner(path, port, id));
    }

    private void owner(String path, Port port, String id) {
        Optional<Instance> owner = records.read(paths.instance(id), Instance.class);
        if (owner.isEmpty()) {
            add("I4", path, "its instance " + id + " is not recorded");
        } else if (owner.get().workUnit().isEmpty()
                && owner.get().nics().stream().noneMatch(nic -> nic.port().equals(port.id()))) {
            add("I4", path, "its instance " + id + " does not have it");
        }
    }

    private void addressClaim(String path, Claim claim, Map<String, Port> ports) {
        if (claim.state() == Claim.State.COOLING) {
            return;
        }
        if (claim.ports().isEmpty() && !claim.kept()) {
            add("I4", path, "the address is held by nothing");
        }
        for (String id : claim.ports()) {
            Port port = ports.get(id);
            if (port == null
                    || port.addresses().stream()
                            .noneMatch(address -> address.ip().equals(Records.name(path)))) {
                add("I4", path, "the address is held by port " + id + ", which does not have it");
            }
        }
    }

    /** Claims on MACs whose ports are gone. */
    private void macsOfNobody() {
        records.below(paths.macRanges())
                .forEach(range -> records.eachInBuckets(range + "/macs", Claim.class, (path, claim) -> {
                    if (claim.state() == Claim.State.ALLOCATED
                            && !claim.ports().isEmpty()
                            && !claim.ports().contains(portOfMac.getOrDefault(Records.name(path), ""))) {
                        add(
                                "I4",
                                path,
                                "the MAC is held by port " + claim.ports().get(0) + ", which does not have it");
                    }
                }));
    }

    /** Owners of segment ids, by the path of the claim. */
    private Map<String, String> segments() {
        Map<String, String> owners = new HashMap<>();
        records.below(paths.segments())
                .forEach(space -> records.eachInBuckets(space, Claim.class, (path, claim) -> {
                    if (claim.state() == Claim.State.ALLOCATED) {
                        String key = Records.name(space) + "/" + Records.name(path);
                        claim.device().ifPresent(device -> owners.put(key, device.id()));
                    }
                }));
        return owners;
    }

    private void segment(String path, Network network, Map<String, String> segments) {
        Segment segment = network.segment();
        if (segment.type() == Segment.Type.FLAT || segment.id().isEmpty()) {
            return;
        }
        String space = segment.type() == Segment.Type.VXLAN
                ? "vxlan"
                : "vlan-" + segment.physical().orElse("");
        String owner = segments.remove(space + "/" + segment.id().get());
        if (!network.id().equals(owner)) {
            add("I3", path, "its segment id " + segment.id().get() + " is claimed by " + owner);
        }
    }

    private void add(String invariant, String subject, String detail) {
        findings.add(new Finding(invariant, subject, detail));
    }
}
