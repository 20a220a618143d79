package io.quark.net.host;

import io.quark.net.model.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code nft} is told of tap devices, as text: a pure function. Each text is one transaction.
 *
 * <p>One table of the bridge family; a map from tap device to a chain of its own, asked before the bridge learns or forwards anything. A
 * chain says what its machine may send, and drops everything else: another sender's MAC, addresses that are not the port's, frames that
 * are neither ARP nor IPv4 nor IPv6 (a VLAN tag would hide them), and announcements of an IPv6 router. A machine may ask for an address
 * (DHCP), and whether an address of its own is taken (ARP probe, IPv6's duplicate address detection).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4862#section-5.4">RFC 4862, 5.4: duplicate address detection</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5227">RFC 5227: ARP probes</a>
 */
final class TapRules {

    static final String FAMILY = "bridge";
    static final String TABLE = "quark";

    /** From tap device to chain. */
    static final String GUARDED = "guarded";

    /** The chain that every frame goes through. */
    static final String FROM_MACHINES = "from_machines";

    /** {@code @th,64,128}: this version of nft has no word for the target of a neighbour message. */
    private static final String ND_TARGET = "@th,64,128";

    private final List<String> lines = new ArrayList<>();

    private TapRules() {}

    /** The table with nothing in it, where it is not there already. */
    static String table() {
        TapRules rules = new TapRules();
        rules.addTable();
        return rules.text();
    }

    /**
     * Lets an endpoint send as itself, whatever stood there of its tap before.
     *
     * @param owner who makes the rules, for whoever clears up
     * @throws DriverException if the endpoint's description is no MAC with addresses
     */
    static String allow(String tap, Endpoint endpoint, String owner) {
        Sender sender;
        try {
            sender = Sender.of(endpoint);
        } catch (IllegalArgumentException e) {
            throw HostProblems.notGuarded("port " + endpoint.port() + ": " + e.getMessage());
        }
        TapRules rules = new TapRules();
        rules.addTable();
        rules.addEmptyChain(tap);
        rules.fill(tap, sender.mac().text(), sender.ipv4(), sender.ipv6());
        rules.add("add element", GUARDED + " { \"" + tap + "\" comment \"" + owner + "\" : goto " + tap + " }");
        return rules.text();
    }

    /** Takes all of these away, whatever is there of them. Adding first makes the removal of what is absent no failure. */
    static String forget(List<String> taps) {
        TapRules rules = new TapRules();
        rules.addTable();
        for (String tap : taps) {
            rules.addEmptyChain(tap);
            rules.add("add element", GUARDED + " { \"" + tap + "\" : goto " + tap + " }");
            rules.add("delete element", GUARDED + " { \"" + tap + "\" }");
            rules.add("delete chain", tap);
            rules.add("delete set", v4(tap));
            rules.add("delete set", v6(tap));
        }
        return rules.text();
    }

    private void addTable() {
        lines.add("add table " + FAMILY + " " + TABLE);
        add("add map", GUARDED + " { type ifname : verdict; }");
        add("add chain", FROM_MACHINES + " { type filter hook prerouting priority -200; policy accept; }");
        add("flush chain", FROM_MACHINES);
        rule(FROM_MACHINES, "iifname vmap @" + GUARDED);
    }

    private void addEmptyChain(String tap) {
        add("add chain", tap);
        add("flush chain", tap);
        add("add set", v4(tap) + " { type ipv4_addr; }");
        add("flush set", v4(tap));
        add("add set", v6(tap) + " { type ipv6_addr; }");
        add("flush set", v6(tap));
    }

    private void fill(String tap, String mac, List<Ip> v4, List<Ip> v6) {
        elements(v4(tap), v4);
        elements(v6(tap), v6);
        rule(tap, "ether saddr != " + mac + " drop");
        String arp = "ether type arp arp htype 1 arp ptype ip arp saddr ether " + mac;
        rule(tap, arp + " arp saddr ip @" + v4(tap) + " accept");
        rule(tap, arp + " arp saddr ip 0.0.0.0 arp daddr ip @" + v4(tap) + " accept");
        rule(tap, "ether type ip ip saddr @" + v4(tap) + " accept");
        rule(tap, "ether type ip ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept");
        String own = "{ " + v6.stream().map(TapRules::hex).collect(Collectors.joining(", ")) + " }";
        rule(tap, "ether type ip6 icmpv6 type { nd-router-advert, nd-redirect } drop");
        rule(tap, "ether type ip6 icmpv6 type nd-neighbor-advert " + ND_TARGET + " != " + own + " drop");
        rule(tap, "ether type ip6 ip6 saddr @" + v6(tap) + " accept");
        rule(tap, "ether type ip6 ip6 saddr :: icmpv6 type nd-neighbor-solicit " + ND_TARGET + " " + own + " accept");
        rule(
                tap,
                "ether type ip6 ip6 saddr :: icmpv6 type { nd-router-solicit, mld-listener-report, mld2-listener-report } accept");
        rule(tap, "drop");
    }

    private void elements(String set, List<Ip> ips) {
        if (!ips.isEmpty()) {
            add("add element", set + " { " + ips.stream().map(Ip::text).collect(Collectors.joining(", ")) + " }");
        }
    }

    private static String hex(Ip ip) {
        return "0x" + ip.toBigInteger().toString(16);
    }

    private static String v4(String tap) {
        return tap + "_ip4";
    }

    private static String v6(String tap) {
        return tap + "_ip6";
    }

    private void rule(String chain, String rule) {
        add("add rule", chain + " " + rule);
    }

    private void add(String what, String of) {
        lines.add(what + " " + FAMILY + " " + TABLE + " " + of);
    }

    private String text() {
        return String.join("\n", lines) + "\n";
    }
}
