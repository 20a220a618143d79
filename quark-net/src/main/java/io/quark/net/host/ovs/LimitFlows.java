package io.quark.net.host.ovs;

import io.quark.common.model.Direction;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The flows that send a port's traffic through its meters, and mark it; and what flows and meters come to: pure functions. */
final class LimitFlows {

    static final int EGRESS_METER = 1;
    static final int INGRESS_METER = 2;

    private static final int PRIORITY = 100;
    private static final Pattern MARK = Pattern.compile("set_field:(\\d+)->(?:ip_dscp|nw_tos_shifted)");

    private LimitFlows() {}

    static int meter(Direction direction) {
        return direction == Direction.EGRESS ? EGRESS_METER : INGRESS_METER;
    }

    /** What takes the place of all that was there for this purpose. The meters are there. */
    static List<String> of(TrafficLimits wanted) {
        List<String> lines = new ArrayList<>();
        lines.add(Flow.deleteAll(Flow.LIMITS));
        wanted.egress()
                .ifPresent(rate -> lines.add(add(
                        PortFlows.OUT_METER, "", "meter:" + EGRESS_METER + "," + PortFlows.go(PortFlows.OUT_MARK))));
        wanted.dscp().ifPresent(mark -> {
            String actions = "set_field:" + mark + "->ip_dscp," + PortFlows.SEND;
            lines.add(add(PortFlows.OUT_MARK, "ip", actions));
            lines.add(add(PortFlows.OUT_MARK, "ipv6", actions));
        });
        wanted.ingress()
                .ifPresent(rate ->
                        lines.add(add(PortFlows.IN_METER, "", "meter:" + INGRESS_METER + "," + PortFlows.DELIVER)));
        return lines;
    }

    private static String add(int table, String match, String actions) {
        return Flow.add(Flow.LIMITS, table, PRIORITY, match, actions);
    }

    /**
     * What is in force: a meter only where a flow leads to it, a mark only where both families get it.
     *
     * @param flows as {@link Ofctl#flows} tells those of {@link Flow#LIMITS}
     */
    static TrafficLimits read(List<String> flows, Map<Integer, Rate> meters) {
        Optional<Integer> ipv4 = mark(flows, "ip");
        return new TrafficLimits(
                rate(flows, meters, PortFlows.OUT_METER, EGRESS_METER),
                rate(flows, meters, PortFlows.IN_METER, INGRESS_METER),
                ipv4.filter(mark -> mark(flows, "ipv6").equals(ipv4)));
    }

    private static Optional<Rate> rate(List<String> flows, Map<Integer, Rate> meters, int table, int meter) {
        Predicate<String> leadsThere =
                flow -> flow.contains("table=" + table + ",") && flow.contains("actions=meter:" + meter + ",");
        return flows.stream().anyMatch(leadsThere) ? Optional.ofNullable(meters.get(meter)) : Optional.empty();
    }

    private static Optional<Integer> mark(List<String> flows, String family) {
        return flows.stream()
                .filter(flow -> flow.contains("table=" + PortFlows.OUT_MARK + ",") && flow.contains("," + family + " "))
                .map(MARK::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.valueOf(found.group(1)))
                .findFirst();
    }
}
