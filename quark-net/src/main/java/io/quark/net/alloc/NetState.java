package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.model.Quota;
import io.quark.common.tree.Paths;
import io.quark.net.model.Mac;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All that an index knows: what the view showed, and what is proposed over it. Not thread safe. */
final class NetState {

    /**
     * Claims with what they are below.
     *
     * @param owner id of the network or the range of MACs; an id that stands for the space of segment ids
     */
    record OwnedClaims(String owner, Claims<?> claims) {}

    private final Paths paths;
    private final Map<String, NetworkState> networks = new HashMap<>();
    private final PortRecords portRecords;
    private final InFlight inFlight = new InFlight();
    private final Proposals proposals = new Proposals();
    private final Policies policies;
    private final QosPolicies qosPolicies = new QosPolicies();
    private final SecurityGroups securityGroups = new SecurityGroups();
    private final MacRanges ranges;
    private final SegmentSpaces segments;
    private final Names names;
    private final Quotas quotas;

    NetState(Paths paths) {
        this.paths = paths;
        this.policies = new Policies(paths);
        this.ranges = new MacRanges(paths);
        this.segments = new SegmentSpaces(paths);
        this.names = new Names(paths);
        this.quotas = new Quotas(paths);
        this.portRecords = new PortRecords(this);
    }

    Paths paths() {
        return paths;
    }

    Map<String, NetworkState> networks() {
        return networks;
    }

    Optional<NetworkState> network(String id) {
        return Optional.ofNullable(networks.get(id));
    }

    PortRecords portRecords() {
        return portRecords;
    }

    Map<String, MacRangeState> macRanges() {
        return ranges.all();
    }

    /** The ranges that MACs are handed out from, in the order in which they are used up. */
    List<MacRangeState> macRangesInOrder() {
        return ranges.inOrder();
    }

    /** Where the claim on a MAC belongs; empty only before the tree is laid out. */
    Optional<MacRangeState> macRangeOf(Mac mac) {
        return ranges.of(mac);
    }

    MacRanges ranges() {
        return ranges;
    }

    Policies policies() {
        return policies;
    }

    QosPolicies qosPolicies() {
        return qosPolicies;
    }

    SecurityGroups securityGroups() {
        return securityGroups;
    }

    SegmentSpaces segments() {
        return segments;
    }

    Quotas quotas() {
        return quotas;
    }

    /** What a project may have; empty where nothing is limited. */
    Optional<Quota> quota(String project) {
        return quotas.of(project);
    }

    /** Names of networks, policies, ranges and pools. */
    Names names() {
        return names;
    }

    /** Records with an open proposal. */
    InFlight inFlight() {
        return inFlight;
    }

    /** The claims of every subnet with the id of its network, of every range of MACs, and of every space of segment ids. */
    Stream<OwnedClaims> claims() {
        Stream<OwnedClaims> addresses = networks.entrySet().stream()
                .flatMap(network -> network.getValue().subnets().values().stream()
                        .map(subnet -> new OwnedClaims(network.getKey(), subnet.addresses())));
        Stream<OwnedClaims> macs = ranges.all().entrySet().stream()
                .map(range -> new OwnedClaims(range.getKey(), range.getValue().macs()));
        Stream<OwnedClaims> ids = segments.all().stream().map(space -> new OwnedClaims(space.owner(), space.claims()));
        return Stream.concat(Stream.concat(addresses, macs), ids);
    }

    Proposals proposals() {
        return proposals;
    }

    /** Says for people who holds what these ports have. */
    String holder(List<String> ports) {
        if (ports.isEmpty()) {
            return "nobody that is known";
        }
        String id = ports.get(0);
        return networks.values().stream()
                .flatMap(network -> Optional.ofNullable(network.ports().get(id)).stream())
                .map(port -> describe(port.record()))
                .findFirst()
                .orElse("port " + id);
    }

    /** A port for people: its id and what it belongs to. */
    static String describe(Port port) {
        return "port " + port.id()
                + port.device()
                        .map(device -> " of " + device.type() + " " + device.id())
                        .orElse("");
    }
}
