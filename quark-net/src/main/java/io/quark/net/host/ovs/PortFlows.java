package io.quark.net.host.ovs;

import io.quark.net.host.Endpoint;
import io.quark.net.host.HostProblems;
import io.quark.net.host.Sender;
import io.quark.net.model.Ip;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of frames through the bridge in front of a port, and what a machine may send: a pure function.
 *
 * <p>What comes from the network comes by the one port with a fixed number; everything else comes from the machine, so that it does not
 * matter which number its device gets, or whether it is there already.
 *
 * <pre>
 *   machine: {@link #FROM} addresses -> {@link #SENDER} -> {@link #OUT_FILTER} -> {@link #OUT_METER} -> {@link #OUT_MARK} -> network
 *   network: {@link #FROM} -> {@link #IN_FILTER} -> {@link #IN_METER} -> machine
 * </pre>
 *
 * <p>Kept to its own addresses, a machine sends nothing but ARP, IPv4 and IPv6, from its MAC and addresses; it may ask for an address (DHCP),
 * and whether an address of its own is taken (ARP probe, IPv6's duplicate address detection); it is no IPv6 router. It gets what is for its MAC
 * or for many.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4862#section-5.4">RFC 4862, 5.4: duplicate address detection</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5227">RFC 5227: ARP probes</a>
 */
final class PortFlows {

    /** The number of the port towards the network. */
    static final int TO_NETWORK = 1;

    static final int FROM = 0;
    static final int LINK = 10;
    static final int SENDER = 11;
    static final int OUT_FILTER = 20;
    static final int OUT_METER = 30;
    static final int OUT_MARK = 31;
    static final int IN_FILTER = 40;
    static final int IN_METER = 50;

    /** To the machine: to all other ports, of which there is one. */
    static final String DELIVER = "FLOOD";

    static final String SEND = "output:" + TO_NETWORK;

    /** All addresses that stand for more than one. */
    static final String MANY = "dl_dst=01:00:00:00:00:00/01:00:00:00:00:00";

    private static final String NO_MAC = "00:00:00:00:00:00";

    private final List<String> lines = new ArrayList<>();

    private PortFlows() {}

    /**
     * What takes the place of all that was there for this purpose.
     *
     * @throws io.quark.net.host.DriverException if the endpoint's description is no MAC with addresses
     */
    static List<String> of(Endpoint endpoint, boolean antiSpoofing) {
        Sender sender;
        try {
            sender = Sender.of(endpoint);
        } catch (IllegalArgumentException e) {
            throw HostProblems.failed("port " + endpoint.port() + ": " + e.getMessage());
        }
        PortFlows flows = new PortFlows();
        flows.lines.add(Flow.deleteAll(Flow.WAY));
        flows.way();
        if (antiSpoofing) {
            String mac = sender.mac().text();
            flows.receiver(mac);
            flows.link(mac);
            flows.ipv4(mac, sender.ipv4());
            flows.ipv6(mac, sender.ipv6());
        } else {
            flows.add(FROM, 100, "in_port=" + TO_NETWORK, go(IN_FILTER));
            flows.add(LINK, 0, "", go(OUT_FILTER));
        }
        return List.copyOf(flows.lines);
    }

    static String go(int table) {
        return "goto_table:" + table;
    }

    private void way() {
        add(FROM, 200, "in_port=LOCAL", "drop");
        add(FROM, 50, "in_port=" + TO_NETWORK, "drop");
        add(FROM, 0, "", go(LINK));
        add(OUT_FILTER, 0, "", go(OUT_METER));
        add(OUT_METER, 0, "", go(OUT_MARK));
        add(OUT_MARK, 0, "", SEND);
        add(IN_FILTER, 0, "", go(IN_METER));
        add(IN_METER, 0, "", DELIVER);
    }

    private void receiver(String mac) {
        add(FROM, 100, "in_port=" + TO_NETWORK + ",dl_dst=" + mac, go(IN_FILTER));
        add(FROM, 100, "in_port=" + TO_NETWORK + "," + MANY, go(IN_FILTER));
    }

    /** A VLAN tag would hide what follows it from nobody but the receiver. */
    private void link(String mac) {
        add(LINK, 200, "vlan_tci=0x1000/0x1000", "drop");
        add(LINK, 0, "dl_src=" + mac, go(SENDER));
    }

    private void ipv4(String mac, List<Ip> ips) {
        for (Ip ip : ips) {
            add(SENDER, 100, "arp,arp_sha=" + mac + ",arp_spa=" + ip.text(), go(OUT_FILTER));
            add(SENDER, 100, "arp,arp_sha=" + mac + ",arp_spa=0.0.0.0,arp_tpa=" + ip.text(), go(OUT_FILTER));
            add(SENDER, 100, "ip,nw_src=" + ip.text(), go(OUT_FILTER));
        }
        add(SENDER, 100, "udp,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=68,tp_dst=67", go(OUT_FILTER));
    }

    private void ipv6(String mac, List<Ip> ips) {
        add(LINK, 100, "icmp6,icmp_type=134", "drop");
        add(LINK, 100, "icmp6,icmp_type=137", "drop");
        add(LINK, 100, "icmp6,icmp_type=136", "drop");
        for (Ip ip : ips) {
            String own = "dl_src=" + mac + ",icmp6,icmp_type=136,icmp_code=0,nd_target=" + ip.text();
            add(LINK, 110, own + ",nd_tll=" + mac, go(SENDER));
            add(LINK, 110, own + ",nd_tll=" + NO_MAC, go(SENDER));
            add(SENDER, 100, "ipv6,ipv6_src=" + ip.text(), go(OUT_FILTER));
            add(SENDER, 100, "icmp6,ipv6_src=::,icmp_type=135,icmp_code=0,nd_target=" + ip.text(), go(OUT_FILTER));
        }
        for (int type :
                new int[] {131, 133, 143}) { // listener reports and router solicitations, before there is an address
            add(SENDER, 100, "icmp6,ipv6_src=::,icmp_type=" + type, go(OUT_FILTER));
        }
    }

    private void add(int table, int priority, String match, String actions) {
        lines.add(Flow.add(Flow.WAY, table, priority, match, actions));
    }
}
