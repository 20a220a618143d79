package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.PortRef;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Quota;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.net.alloc.NetTree.Held;
import io.quark.net.model.Cidr;
import io.quark.net.model.SubnetRequest;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What users of a history ask for: mostly sensible, by what the tree says just now. */
final class HistoryAsks {

    private static final List<Network.Family> FAMILIES = List.of(Network.Family.values());

    private final NetTree tree;
    private final Random random;
    private final String cidr4;
    private final String cidr6;
    private final HistoryRules rules;

    /**
     * Asks about this tree.
     *
     * @param cidr4 a subnet that each network may have
     */
    HistoryAsks(NetTree tree, Random random, String cidr4, String cidr6) {
        this.tree = tree;
        this.random = random;
        this.cidr4 = cidr4;
        this.cidr6 = cidr6;
        this.rules = new HistoryRules(tree, random);
    }

    /** A request and what it is about. */
    record Ask(String target, NetRequest request) {}

    private <T> Optional<T> any(List<T> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(random.nextInt(of.size())));
    }

    private Optional<String> network() {
        return any(List.copyOf(tree.networks.keySet()));
    }

    private Optional<Port> port() {
        return any(List.copyOf(tree.ports.values()));
    }

    private Optional<Subnet> subnet() {
        return any(List.copyOf(tree.subnets.values()));
    }

    CreateNetwork createNetwork(Instant now) {
        List<SubnetRequest> subnets = new ArrayList<>(List.of(
                subnet(cidr4, 300),
                subnet("192.168.1.0/30", 60),
                subnet("192.168.2.0/31", 0),
                subnet(
                        "192.168.3.0/28",
                        60,
                        new Subnet.Pool("192.168.3.4", "192.168.3.5"),
                        new Subnet.Pool("192.168.3.0", "192.168.3.2")),
                subnet(cidr6, 60),
                subnet("fc00:2::/64", 60)));
        subnets.removeIf(any -> random.nextBoolean());
        CreateNetwork plain = NetWorld.network(
                "n" + random.nextInt(6),
                FAMILIES.get(random.nextInt(FAMILIES.size())),
                () -> Ids.derived("network", Integer.toString(random.nextInt()), now.toString()),
                subnets.toArray(SubnetRequest[]::new));
        Segment segment = random.nextInt(3) == 0
                ? new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.empty())
                : plain.network().segment();
        return new CreateNetwork(
                plain.network().withSegment(segment, "").withQosPolicy(rules.anyPolicy(), ""), plain.subnets());
    }

    static SubnetRequest subnet(String cidr, int reuse, Subnet.Pool... pools) {
        return new SubnetRequest(
                Optional.empty(),
                cidr,
                Optional.empty(),
                List.of(pools),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reuse),
                List.of());
    }

    List<NicRequest> nics() {
        List<NicRequest> nics = new ArrayList<>();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            nic().ifPresent(nics::add);
        }
        return nics;
    }

    private Optional<NicRequest> nic() {
        if (random.nextInt(5) == 0) {
            return port().map(port -> NicRequest.taking(port.network(), port.id()));
        }
        return network().map(network -> {
            List<String> ips = random.nextInt(4) == 0 ? ip(network).stream().toList() : List.of();
            Optional<String> mac = random.nextInt(5) > 0
                    ? Optional.empty()
                    : Optional.of(random.nextBoolean() ? "02:00:00:00:00:01" : "52:54:00:00:00:0" + random.nextInt(10));
            return new NicRequest(network, Optional.empty(), ips, mac, rules.anyPolicy(), rules.anyGroups());
        });
    }

    /** One of the first addresses of some subnet. */
    private Optional<String> ip(String network) {
        return any(tree.subnets.values().stream()
                        .filter(subnet -> subnet.network().equals(network))
                        .toList())
                .map(subnet -> Cidr.of(subnet.cidr()))
                .map(cidr -> cidr.first()
                        .plus(BigInteger.valueOf(random.nextInt(
                                cidr.size().min(BigInteger.valueOf(5)).intValue())))
                        .text());
    }

    private AddressSpec address(String network) {
        return new AddressSpec(random.nextBoolean() ? ip(network) : Optional.empty(), Optional.empty());
    }

    Optional<Ask> work(Instant now) {
        return switch (random.nextInt(27)) {
            case 0, 1, 2 -> network().map(this::createPorts);
            case 3, 4 -> Optional.of(deletePorts());
            case 5 -> port().map(port -> new Ask(port.id(), update(port)));
            case 6, 7 ->
                port().map(port ->
                        new Ask(port.id(), new NetRequest.AddAddress(port.network(), address(port.network()))));
            case 8, 9 ->
                port().flatMap(port -> any(port.addresses())
                        .map(address ->
                                new Ask(port.id(), new NetRequest.RemoveAddress(port.network(), address.ip()))));
            case 10 -> network().map(this::createAddress);
            case 11, 12 -> held().map(this::updateAddress);
            case 13 -> held().map(held -> new Ask("", new NetRequest.DeleteAddress(networkOf(held), held.value())));
            case 14 ->
                Optional.of(
                        new Ask("", new NetRequest.CreateMac(Optional.empty(), Optional.empty(), Optional.of("note"))));
            case 15 -> any(tree.macs).map(held -> new Ask("", new NetRequest.DeleteMac(held.value())));
            case 16, 17 -> subnet().map(this::updateSubnet);
            case 18 ->
                random.nextBoolean()
                        ? policy(now)
                        : subnet().map(subnet -> new Ask(subnet.id(), new NetRequest.DeleteSubnet(subnet.network())));
            case 19 -> Optional.of(quota());
            case 20 -> network().map(network -> new Ask(network, rules.updateNetwork()));
            case 21, 22 -> port().map(port -> new Ask(port.id(), rules.updatePort(port)));
            default -> rules.work(now);
        };
    }

    private Optional<Held> held() {
        List<Held> loose =
                tree.addresses.stream().filter(held -> held.claim().kept()).toList();
        return any(random.nextInt(4) == 0 ? tree.addresses : loose);
    }

    private String networkOf(Held held) {
        return Optional.ofNullable(tree.subnets.get(held.place()))
                .map(Subnet::network)
                .orElseThrow();
    }

    private Ask createPorts(String network) {
        List<PortSpec> specs = new ArrayList<>();
        if (random.nextInt(8) == 0) {
            specs.addAll(Collections.nCopies(150, PortBatchTest.port(network)));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            String on = random.nextInt(4) == 0 ? network().orElse(network) : network;
            specs.add(new PortSpec(
                    on,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    random.nextInt(3) == 0 ? List.of(address(on)) : List.of(),
                    List.of(),
                    rules.anyPolicy(),
                    rules.anyGroups()));
        }
        return new Ask(network, new NetRequest.CreatePorts(specs, 0));
    }

    private Ask deletePorts() {
        int most = random.nextInt(4) == 0 ? 500 : 3;
        List<Port> ports = new ArrayList<>(tree.ports.values());
        Collections.shuffle(ports, random);
        List<PortRef> refs = ports.stream()
                .filter(port -> random.nextInt(30) == 0 || port.device().isEmpty())
                .limit(most)
                .map(port -> new PortRef(port.network(), port.id()))
                .toList();
        return new Ask("", new NetRequest.DeletePorts(refs, 0));
    }

    private NetRequest update(Port port) {
        return new NetRequest.UpdatePort(
                port.network(),
                Optional.of("p" + random.nextInt(9)),
                Optional.empty(),
                random.nextBoolean() ? Optional.empty() : Optional.of(new Port.Device("router", "r")),
                random.nextBoolean(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<String> portsOf(String network) {
        List<String> ports = new ArrayList<>(tree.ports.values().stream()
                .filter(port -> port.network().equals(network))
                .map(Port::id)
                .toList());
        Collections.shuffle(ports, random);
        return ports.subList(0, Math.min(ports.size(), random.nextInt(4)));
    }

    private Ask createAddress(String network) {
        return new Ask(
                network,
                new NetRequest.CreateAddress(
                        network, address(network), portsOf(network), Optional.empty(), Optional.of("note")));
    }

    private Ask updateAddress(Held held) {
        String network = networkOf(held);
        return new Ask(
                network,
                new NetRequest.UpdateAddress(
                        network, held.value(), Optional.of(portsOf(network)), Optional.empty(), Optional.empty()));
    }

    /** Another gateway, other pools, another policy or none. */
    private Ask updateSubnet(Subnet subnet) {
        Optional<String> gateway = Optional.empty();
        Optional<List<Subnet.Pool>> pools = Optional.empty();
        Optional<String> policy = Optional.empty();
        switch (random.nextInt(3)) {
            case 0 -> gateway = random.nextInt(3) == 0 ? Optional.of(NetRequest.NONE) : ip(subnet.network());
            case 1 -> {
                Cidr cidr = Cidr.of(subnet.cidr());
                Optional<String> end = ip(subnet.network());
                pools = Optional.of(
                        random.nextBoolean() || end.isEmpty()
                                ? List.of()
                                : List.of(new Subnet.Pool(cidr.first().text(), end.get())));
            }
            default -> policy = any(List.copyOf(tree.policies.keySet())).or(() -> Optional.of(NetRequest.NONE));
        }
        return new Ask(
                subnet.id(),
                new NetRequest.UpdateSubnet(
                        subnet.network(),
                        Optional.empty(),
                        gateway,
                        pools,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        policy,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Optional<Ask> policy(Instant now) {
        List<String> exclude = List.of(Integer.toString(random.nextInt(6)));
        if (tree.policies.size() < 2) {
            String id = Ids.derived("policy", Integer.toString(random.nextInt()), now.toString());
            return Optional.of(new Ask(
                    id,
                    new NetRequest.CreateIpPolicy(new IpPolicy(
                            id,
                            "p" + random.nextInt(3),
                            NetWorld.PROJECT,
                            exclude,
                            false,
                            Optional.empty(),
                            now,
                            ""))));
        }
        return any(List.copyOf(tree.policies.keySet()))
                .map(id -> new Ask(
                        id,
                        new NetRequest.UpdateIpPolicy(
                                Optional.empty(), Optional.of(exclude), Optional.empty(), Optional.empty())));
    }

    private Ask quota() {
        Optional<Integer> ports = random.nextBoolean() ? Optional.empty() : Optional.of(5 + random.nextInt(300));
        return new Ask(
                NetWorld.PROJECT,
                new NetRequest.SetQuota(
                        new Quota(NetWorld.PROJECT, Optional.empty(), Optional.empty(), ports, Optional.empty(), "")));
    }
}
