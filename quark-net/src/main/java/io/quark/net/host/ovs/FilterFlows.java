package io.quark.net.host.ovs;

import io.quark.common.model.Direction;
import io.quark.net.host.Filter;
import io.quark.net.model.IpFamily;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the security groups of a port let through, as flows with connection tracking: a pure function.
 *
 * <p>Each port has a connection tracking zone of its own, so that what its neighbour lets out counts for nothing on the way in. Each frame of
 * a connection is measured by the rules as long as it goes the way of the first one, so that a rule that is taken away ends what it let
 * through; answers, and errors about a connection, pass.
 */
final class FilterFlows {

    private static final int VERDICT = 1;
    private static final int REMEMBER = 2;

    /** ICMPv6: multicast listeners, router and neighbour discovery. */
    private static final int[] NEIGHBOURS = {130, 131, 132, 133, 134, 135, 136, 143};

    private final List<String> lines = new ArrayList<>();
    private final int zone;

    private FilterFlows(int zone) {
        this.zone = zone;
    }

    /**
     * What takes the place of all that was there for this purpose.
     *
     * @param filter absent: everything passes
     * @param zone for connection tracking
     */
    static List<String> of(Optional<Filter> filter, int zone) {
        FilterFlows flows = new FilterFlows(zone);
        flows.lines.add(Flow.deleteAll(Flow.FILTER));
        filter.ifPresent(wanted -> {
            flows.direction(Direction.EGRESS, PortFlows.OUT_FILTER, PortFlows.OUT_METER, wanted);
            flows.direction(Direction.INGRESS, PortFlows.IN_FILTER, PortFlows.IN_METER, wanted);
        });
        return List.copyOf(flows.lines);
    }

    private void direction(Direction direction, int table, int next, Filter filter) {
        String on = PortFlows.go(next);
        add(table, 100, "arp", on);
        for (int type : NEIGHBOURS) {
            add(table, 100, "icmp6,icmp_type=" + type, on);
        }
        String track = "ct(table=" + (table + VERDICT) + ",zone=" + zone + ")";
        add(table, 50, "ip", track);
        add(table, 50, "ipv6", track);
        add(table, 10, "", "drop");

        int verdict = table + VERDICT;
        add(verdict, 200, "ct_state=+trk+inv", "drop");
        add(verdict, 150, "ct_state=+trk+est+rpl", on);
        add(verdict, 150, "ct_state=+trk+rel", on);
        Set<String> matches = new LinkedHashSet<>(); // rules may say the same
        filter.rules().stream()
                .filter(rule -> rule.direction() == direction)
                .forEach(rule -> matches.addAll(matches(rule)));
        matches.forEach(match -> add(verdict, 100, "ct_state=+trk-rpl," + match, PortFlows.go(table + REMEMBER)));

        add(table + REMEMBER, 100, "ct_state=+new,ip", "ct(commit,zone=" + zone + ")," + on);
        add(table + REMEMBER, 100, "ct_state=+new,ipv6", "ct(commit,zone=" + zone + ")," + on);
        add(table + REMEMBER, 0, "", on);
    }

    private static List<String> matches(Filter.Rule rule) {
        List<String> matches = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            List<String> remotes = rule.remotes()
                    .map(all -> all.stream()
                            .filter(cidr -> family == family(cidr))
                            .map(cidr -> "," + remote(rule.direction(), family) + "=" + cidr)
                            .toList())
                    .orElse(List.of(""));
            List<String> ports = rule.ports().map(PortMasks::of).orElse(List.of("")).stream()
                    .map(ports1 -> ports1.isEmpty() ? "" : ",tp_dst=" + ports1)
                    .toList();
            for (String remote : remotes) {
                ports.forEach(port -> matches.add(protocol(rule.protocol(), family) + remote + port));
            }
        }
        return matches;
    }

    private static IpFamily family(String cidr) {
        return cidr.contains(":") ? IpFamily.IPV6 : IpFamily.IPV4;
    }

    private static String remote(Direction direction, IpFamily family) {
        return (family == IpFamily.IPV4 ? "nw_" : "ipv6_") + (direction == Direction.EGRESS ? "dst" : "src");
    }

    private static String protocol(String protocol, IpFamily family) {
        if (protocol.equals("any")) {
            return family == IpFamily.IPV4 ? "ip" : "ipv6";
        }
        return family == IpFamily.IPV4 ? protocol : protocol + "6";
    }

    private void add(int table, int priority, String match, String actions) {
        lines.add(Flow.add(Flow.FILTER, table, priority, match, actions));
    }
}
