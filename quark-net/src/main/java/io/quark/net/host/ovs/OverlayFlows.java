package io.quark.net.host.ovs;

import io.quark.net.host.Forward;
import io.quark.net.host.HostProblems;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How frames find their way through the bridge of a VXLAN network: a pure function. Nothing is learned; what came by the tunnel never goes
 * back into it.
 *
 * <pre>
 *   {@link #FROM} -> {@link #LOOK_UP} -> machine here
 *                            -> {@link #REMOTE} -> tunnel                 (one machine, not from the tunnel)
 *                            -> {@link #ALL_HERE} and {@link #ALL_REMOTE} (everybody; from the tunnel: those here)
 * </pre>
 */
final class OverlayFlows {

    /** The number of the tunnel's port. */
    static final int TUNNEL = 1;

    static final int FROM = 0;
    static final int LOOK_UP = 1;
    static final int ALL_HERE = 2;
    static final int ALL_REMOTE = 3;
    static final int REMOTE = 4;

    private static final int PRIORITY = 100;
    private static final String FROM_TUNNEL = "reg0=1";

    private static final Pattern ENTRY = Pattern.compile(
            "table=" + REMOTE + ", .*dl_dst=([0-9a-f:]{17}) actions=set_field:(\\S+)->tun_(?:ipv6_)?dst,.*");

    private static final Pattern HOST = Pattern.compile("set_field:(\\S+?)->tun_(?:ipv6_)?dst");

    private OverlayFlows() {}

    /** What takes the place of all that was there for this purpose. */
    static List<String> way() {
        return List.of(
                Flow.deleteAll(Flow.WAY),
                way(FROM, 200, "in_port=LOCAL", "drop"),
                way(FROM, 100, "in_port=" + TUNNEL, "set_field:1->reg0," + PortFlows.go(LOOK_UP)),
                way(FROM, 0, "", PortFlows.go(LOOK_UP)),
                way(LOOK_UP, 200, FROM_TUNNEL + "," + PortFlows.MANY, "resubmit(," + ALL_HERE + ")"),
                way(LOOK_UP, 150, PortFlows.MANY, "resubmit(," + ALL_HERE + "),resubmit(," + ALL_REMOTE + ")"),
                way(LOOK_UP, 50, FROM_TUNNEL, "drop"),
                way(LOOK_UP, 0, "", PortFlows.go(REMOTE)));
    }

    private static String way(int table, int priority, String match, String actions) {
        return Flow.add(Flow.WAY, table, priority, match, actions);
    }

    /**
     * What takes the place of all that was there for this purpose.
     *
     * @param ports from the name of a port of the bridge to the MAC of the machine behind it
     */
    static List<String> here(Map<String, String> ports) {
        List<String> lines = new ArrayList<>();
        lines.add(Flow.deleteAll(Flow.HERE));
        ports.forEach(
                (port, mac) -> lines.add(Flow.add(Flow.HERE, LOOK_UP, PRIORITY, "dl_dst=" + mac, "output:" + port)));
        if (!ports.isEmpty()) {
            lines.add(Flow.add(
                    Flow.HERE,
                    ALL_HERE,
                    PRIORITY,
                    "",
                    ports.keySet().stream()
                            .sorted()
                            .map(port -> "output:" + port)
                            .collect(Collectors.joining(","))));
        }
        return lines;
    }

    /**
     * Where machines are, by MAC. A MAC is in one place; told two, every host chooses the same one.
     *
     * @param own address of this host, which needs no entry
     * @throws io.quark.net.host.DriverException if one is no MAC with an address
     */
    static Map<String, String> places(Set<Forward> entries, String own) {
        Map<String, String> places = new TreeMap<>();
        try {
            for (Forward entry : entries) {
                String tunnel = Ip.of(entry.tunnel()).text();
                if (!tunnel.equals(own)) {
                    places.merge(
                            Mac.of(entry.mac()).text(),
                            tunnel,
                            (one, other) -> one.compareTo(other) <= 0 ? one : other);
                }
            }
        } catch (IllegalArgumentException e) {
            throw HostProblems.failed("no forwarding entry can be made: " + e.getMessage());
        }
        return places;
    }

    /**
     * What makes the entries these; nothing where they are.
     *
     * @param flows as {@link Ofctl#flows} tells those of {@link Flow#ELSEWHERE}
     * @param places from MAC to the address of the host
     */
    static List<String> elsewhere(List<String> flows, Map<String, String> places) {
        Map<String, String> there = machines(flows);
        List<String> lines = new ArrayList<>();
        places.forEach((mac, tunnel) -> {
            if (!tunnel.equals(there.get(mac))) {
                lines.add(Flow.add(Flow.ELSEWHERE, REMOTE, PRIORITY, "dl_dst=" + mac, to(tunnel)));
            }
        });
        there.keySet().stream()
                .filter(mac -> !places.containsKey(mac))
                .forEach(
                        mac -> lines.add("delete_strict table=" + REMOTE + ",priority=" + PRIORITY + ",dl_dst=" + mac));
        Set<String> hosts = new TreeSet<>(places.values());
        if (!hosts.equals(hosts(flows))) {
            lines.add(
                    hosts.isEmpty()
                            ? "delete_strict table=" + ALL_REMOTE + ",priority=" + PRIORITY
                            : Flow.add(
                                    Flow.ELSEWHERE,
                                    ALL_REMOTE,
                                    PRIORITY,
                                    "",
                                    hosts.stream().map(OverlayFlows::to).collect(Collectors.joining(","))));
        }
        return lines;
    }

    /** Where the machines elsewhere are, as the flows say: from MAC to the address of the host. */
    static Map<String, String> machines(List<String> flows) {
        Map<String, String> there = new HashMap<>();
        for (String flow : flows) {
            Matcher entry = ENTRY.matcher(flow);
            if (entry.find()) {
                there.put(entry.group(1), entry.group(2));
            }
        }
        return there;
    }

    /** The addresses of the hosts that get what is for all, as the flows say. */
    static Set<String> hosts(List<String> flows) {
        return flows.stream()
                .filter(flow -> flow.contains("table=" + ALL_REMOTE + ","))
                .flatMap(flow -> HOST.matcher(flow).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String to(String tunnel) {
        return "set_field:" + tunnel + (tunnel.contains(":") ? "->tun_ipv6_dst" : "->tun_dst") + ",output:" + TUNNEL;
    }
}
