package io.quark.net.model;

import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes a network acceptable, and the defaults of what its request leaves out. Never throws for bad input.
 *
 * <p>Prefixes of one or two IPv4 addresses (/31, /32) are accepted as point-to-point subnets: all of their addresses are
 * hosts' and there is no gateway unless one is named.
 */
public final class NetworkRules {

    public static final String DEFAULT_DRIVER = "bridge";

    /** Of frames on the wire between hosts, unless said otherwise. */
    public static final int DEFAULT_MTU = 1500;

    /** What every IPv4 host must be able to take (RFC 791). */
    public static final int MIN_MTU = 576;

    /** What an IPv6 link must carry (RFC 8200, section 5). */
    public static final int MIN_MTU_IPV6 = 1280;

    public static final int MAX_MTU = 9216;

    /** Bytes that VXLAN takes of each frame (RFC 7348): Ethernet 14, VXLAN 8, UDP 8, and IPv4 20 or IPv6 40. */
    private static final int VXLAN_OVER_IPV4 = 50;

    private static final int VXLAN_OVER_IPV6 = 70;

    /**
     * Seconds before a released address is handed out again, unless the subnet says otherwise. A neighbour may remember the old
     * owner of an address for a minute, so less than 60 is only for who asks for it at the subnet.
     */
    public static final int DEFAULT_REUSE_AFTER_S = 300;

    public static final int MAX_SUBNETS = 16;
    public static final int MAX_TAGS = 32;
    private static final int MAX_TAG = 64;
    public static final int SHORTEST_PREFIX_IPV4 = 8;
    public static final int LONGEST_PREFIX_IPV4 = 32;
    public static final int SHORTEST_PREFIX_IPV6 = 48;
    public static final int LONGEST_PREFIX_IPV6 = 126;

    public static final String NAME_RULE =
            "a name has 1 to 63 letters, digits, dots, dashes and underscores, and begins and ends with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private NetworkRules() {}

    static void tags(String at, List<String> tags, Faults faults) {
        if (tags.size() > MAX_TAGS) {
            faults.add(at + "/tags", "at most " + MAX_TAGS + " tags");
        }
        tags.stream()
                .filter(tag -> tag.isBlank() || tag.length() > MAX_TAG)
                .forEach(tag -> faults.add(at + "/tags", "a tag has 1 to " + MAX_TAG + " characters"));
    }

    /** Whether this is a name by {@link #NAME_RULE}. */
    public static boolean isName(@Nullable String text) {
        return text != null && NAME.matcher(text).matches();
    }

    /**
     * The network's records, complete and canonical, or every fault with its JSON pointer into the request.
     *
     * @param id of the network
     * @param now when it is made, as its records say
     * @param ids gives an id for each subnet
     */
    public static Checked<CreateNetwork> complete(
            NetworkRequest request, String id, String project, Instant now, Supplier<String> ids) {
        Faults faults = new Faults();
        judge(request, faults);
        List<Subnet> subnets = new ArrayList<>();
        List<Cidr> ranges = new ArrayList<>();
        if (request.subnets().size() > MAX_SUBNETS) {
            faults.add("/subnets", "at most " + MAX_SUBNETS + " subnets");
            return new Checked.Bad<>(faults.all());
        }
        for (int i = 0; i < request.subnets().size(); i++) {
            String at = "/subnets/" + i;
            SubnetRequest subnet = request.subnets().get(i);
            Optional<SubnetRules.Facts> facts = new SubnetRules(faults, at).judge(subnet);
            if (facts.isPresent()) {
                Cidr cidr = facts.get().cidr();
                ranges.stream()
                        .filter(cidr::overlaps)
                        .forEach(other ->
                                faults.add(at + "/cidr", cidr + " overlaps " + other + " of the same network"));
                ranges.add(cidr);
                String name = subnet.name().orElse("subnet-" + (i + 1));
                subnets.add(record(subnet, facts.get(), ids.get(), id, name, now));
            }
        }
        Segment.Type type = request.segment().map(Segment::type).orElse(Segment.Type.FLAT);
        int mtu = request.mtu().orElse(defaultMtu(type, false));
        if (mtu < MIN_MTU_IPV6 && ranges.stream().anyMatch(cidr -> cidr.family() == IpFamily.IPV6)) {
            faults.add("/mtu", "IPv6 needs at least " + MIN_MTU_IPV6);
        }
        if (faults.count() > 0) {
            return new Checked.Bad<>(faults.all());
        }
        Network network = new Network(
                id,
                request.name(),
                project,
                request.driver().orElse(DEFAULT_DRIVER),
                request.segment().orElse(Segment.FLAT),
                mtu,
                request.family().orElse(Network.Family.BOTH),
                request.shared().orElse(false),
                request.qosPolicy(),
                request.tags(),
                Network.State.ACTIVE,
                now,
                "");
        return Checked.good(new CreateNetwork(network, subnets));
    }

    /**
     * Bytes that a network's packets may have where nobody says: what is left of the usual frame between hosts.
     *
     * @param tunnelsOverIpv6 whether hosts send tunnelled traffic over IPv6
     */
    public static int defaultMtu(Segment.Type type, boolean tunnelsOverIpv6) {
        return DEFAULT_MTU - encapsulation(type, tunnelsOverIpv6);
    }

    /** Bytes that a network's packets may have at most: what is left of the largest frame between hosts. */
    public static int maxMtu(Segment.Type type, boolean tunnelsOverIpv6) {
        return MAX_MTU - encapsulation(type, tunnelsOverIpv6);
    }

    private static int encapsulation(Segment.Type type, boolean tunnelsOverIpv6) {
        return switch (type) {
            case FLAT, VLAN -> 0;
            case VXLAN -> tunnelsOverIpv6 ? VXLAN_OVER_IPV6 : VXLAN_OVER_IPV4;
        };
    }

    private static void judge(NetworkRequest request, Faults faults) {
        if (!isName(request.name())) {
            faults.add("/name", NAME_RULE);
        }
        request.driver()
                .filter(driver -> !DRIVER.matcher(driver).matches())
                .ifPresent(driver -> faults.add("/driver", "not the name of a driver, e.g. " + DEFAULT_DRIVER));
        request.segment().ifPresent(segment -> SegmentRules.judge("/segment", segment, faults));
        int most = maxMtu(request.segment().map(Segment::type).orElse(Segment.Type.FLAT), false);
        request.mtu()
                .filter(mtu -> mtu < MIN_MTU || mtu > most)
                .ifPresent(mtu -> faults.add("/mtu", "must be from " + MIN_MTU + " to " + most + " bytes"));
        tags("", request.tags(), faults);
    }

    static Subnet record(
            SubnetRequest request, SubnetRules.Facts facts, String id, String network, String name, Instant now) {
        return new Subnet(
                id,
                network,
                name,
                facts.cidr().text(),
                facts.gateway().map(Ip::text),
                facts.pools(),
                facts.routes(),
                facts.dns(),
                request.domain(),
                request.ipPolicy(),
                request.reuseAfterS().orElse(DEFAULT_REUSE_AFTER_S),
                request.tags(),
                Optional.empty(),
                Optional.empty(),
                now,
                "");
    }

    /** The faults of records that should have come from {@link #complete}: a safety net before they are written. */
    public static List<Fault> faults(CreateNetwork create) {
        return complete(
                        NetworkRequest.of(create),
                        create.network().id(),
                        create.network().project(),
                        create.network().createdAt(),
                        () -> create.network().id())
                .faults();
    }
}
