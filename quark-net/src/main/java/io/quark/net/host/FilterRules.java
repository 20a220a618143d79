package io.quark.net.host;

import io.quark.common.model.Direction;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code nft} is told of an endpoint's {@link Filter}, as text: a pure function, for the same transaction as its {@link TapRules}, in a
 * table of its own.
 *
 * <p>Two chains for each tap, one for what its machine sends, one for what it receives, and what no rule names is dropped. Answers pass by
 * what the filter itself has noted: not every kernel follows connections across bridges (nf_conntrack_bridge), but each can keep a set
 * of addresses and ports with an age. A packet that a rule lets through notes its flow; a packet of the opposite direction passes
 * while its flow is noted. So a rule that is taken away stops the packets that it named at once, whatever was noted before.
 *
 * <p>Answers are: to TCP and UDP, what goes back between the same ports; to an ICMP echo request, its reply. Always let through are ARP, what
 * IPv6 needs to find its neighbours, asking for an address (DHCP), ICMP's errors (without them no path's MTU is found), and later
 * fragments, which show no ports and are useless without their first.
 */
final class FilterRules {

    /** Not that of the {@link TapRules}, which is looked at as a whole: this one may be large. */
    static final String TABLE = "quark_filter";

    /** From tap device to chain: for what machines send, and what they receive. */
    static final String FILTERED_FROM = "filtered_from";

    static final String FILTERED_TO = "filtered_to";

    /** The chains that every frame goes through. */
    static final String SENT = "sent";

    static final String RECEIVED = "received";

    /** Of one endpoint and family. Beyond it flows are not noted: they pass where a rule names both directions. */
    private static final int MAX_FLOWS = 65_536;

    /** How long a flow is remembered that is silent, or whose TCP connection is being made or ended. */
    private static final String TCP_AGE = "24h";

    private static final String BRIEF_AGE = "60s";
    private static final String UDP_AGE = "180s";

    private static final String ND =
            "{ nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query,"
                    + " mld-listener-report, mld-listener-done, mld2-listener-report }";

    private static final Comparator<Cidr> WIDEST_FIRST =
            Comparator.comparing(Cidr::first).thenComparing(Cidr::prefix);

    private final NftText text;
    private final String tap;

    private FilterRules(NftText text, String tap) {
        this.text = text;
        this.tap = tap;
    }

    /**
     * Lets through what the filter says, whatever stood there before; what was noted of flows stays.
     *
     * @throws DriverException if the filter's description makes no sense
     */
    static String filter(String tap, Filter filter, String owner) {
        FilterRules rules = new FilterRules(begin(), tap);
        rules.emptySetsAndChains();
        rules.note();
        rules.fill(Direction.EGRESS, filter);
        rules.fill(Direction.INGRESS, filter);
        return rules.text
                .send(FILTERED_FROM, tap, out(tap), owner)
                .send(FILTERED_TO, tap, in(tap), owner)
                .text();
    }

    /** Lets everything through; whatever is there of these taps goes. */
    static String forget(List<String> taps) {
        NftText text = begin();
        for (String tap : taps) {
            FilterRules rules = new FilterRules(text, tap);
            rules.emptySetsAndChains();
            text.sendNoMore(FILTERED_FROM, tap, out(tap)).sendNoMore(FILTERED_TO, tap, in(tap));
            List.of(out(tap), in(tap), passed(tap)).forEach(chain -> text.add("delete chain", chain));
            for (Family family : Family.values()) {
                text.add("delete set", rules.flows(family)).add("delete set", rules.echoes(family));
            }
        }
        return text.text();
    }

    private static NftText begin() {
        return new NftText(TABLE)
                .hook(SENT, "prerouting priority -190", FILTERED_FROM, "iifname")
                .hook(RECEIVED, "postrouting priority -190", FILTERED_TO, "oifname");
    }

    static String out(String tap) {
        return tap + "_out";
    }

    static String in(String tap) {
        return tap + "_in";
    }

    private static String passed(String tap) {
        return tap + "_passed";
    }

    private String flows(Family family) {
        return tap + "_flows" + family.digit;
    }

    private String echoes(Family family) {
        return tap + "_echoes" + family.digit;
    }

    private void emptySetsAndChains() {
        for (Family family : Family.values()) {
            String aged = "; flags dynamic,timeout; size " + MAX_FLOWS + "; timeout " + BRIEF_AGE + "; }";
            text.add("add set", flows(family) + " { typeof " + family.flow + aged);
            text.add("add set", echoes(family) + " { typeof " + family.echo + aged);
        }
        text.emptyChain(passed(tap)).emptyChain(out(tap)).emptyChain(in(tap));
    }

    /** What a rule has let through is noted by its sender, whichever side that is. Where it cannot be, it passes all the same. */
    private void note() {
        String chain = passed(tap);
        for (Family family : Family.values()) {
            String ip = "ether type " + family.word;
            noteFlow(chain, ip + " tcp flags & (syn | ack) == syn", family, BRIEF_AGE);
            noteFlow(chain, ip + " tcp flags & (fin | rst) != 0", family, BRIEF_AGE);
            noteFlow(chain, ip + " meta l4proto tcp", family, TCP_AGE);
            noteFlow(chain, ip + " meta l4proto udp", family, UDP_AGE);
            text.rule(
                    chain,
                    ip + " " + family.icmp + " type echo-request update @" + echoes(family) + " { " + family.echo
                            + " timeout " + BRIEF_AGE + " } accept");
        }
        text.rule(chain, "accept");
    }

    private void noteFlow(String chain, String what, Family family, String age) {
        text.rule(chain, what + " update @" + flows(family) + " { " + family.flow + " timeout " + age + " } accept");
    }

    private void fill(Direction direction, Filter filter) {
        String chain = direction == Direction.EGRESS ? out(tap) : in(tap);
        text.rule(chain, "ether type arp accept");
        text.rule(chain, "ether type ip6 icmpv6 type " + ND + " accept");
        dhcp(chain, direction);
        // A second fragment of 8 bytes could write over the flags of TCP that a rule has seen (RFC 1858).
        text.rule(chain, "ether type ip meta l4proto tcp ip frag-off & 0x1fff == 1 drop");
        text.rule(chain, "ether type ip ip frag-off & 0x1fff != 0 accept");
        text.rule(chain, "ether type ip6 exthdr frag exists frag frag-off != 0 accept");
        for (Family family : Family.values()) {
            answers(chain, family);
        }
        filter.rules().stream()
                .filter(rule -> rule.direction() == direction)
                .forEach(rule -> matches(rule).forEach(match -> text.rule(chain, match + " goto " + passed(tap))));
        text.rule(chain, "drop");
    }

    private void dhcp(String chain, Direction direction) {
        boolean sends = direction == Direction.EGRESS;
        text.rule(chain, "ether type ip udp sport " + (sends ? "68 udp dport 67" : "67 udp dport 68") + " accept");
        text.rule(chain, "ether type ip6 udp sport " + (sends ? "546 udp dport 547" : "547 udp dport 546") + " accept");
    }

    private void answers(String chain, Family family) {
        String ip = "ether type " + family.word;
        String known = family.answeredFlow + " @" + flows(family);
        text.rule(chain, ip + " " + family.icmp + " type " + family.errors + " accept");
        text.rule(chain, ip + " meta l4proto tcp " + known + " accept");
        text.rule(
                chain,
                ip + " meta l4proto udp " + known + " update @" + flows(family) + " { " + family.answeredFlow
                        + " timeout " + UDP_AGE + " } accept");
        text.rule(
                chain,
                ip + " " + family.icmp + " type echo-reply " + family.answeredEcho + " @" + echoes(family) + " accept");
    }

    /** What a rule matches: one text for each family that it is about. */
    private static List<String> matches(Filter.Rule rule) {
        List<String> matches = new ArrayList<>();
        for (Family family : Family.values()) {
            String ip = "ether type " + family.word;
            String what = what(rule, family);
            if (rule.remotes().isEmpty()) {
                matches.add((ip + " " + what).strip());
                continue;
            }
            List<Cidr> remotes = widest(rule.remotes().get(), family);
            if (!remotes.isEmpty()) {
                String side = rule.direction() == Direction.EGRESS ? "daddr" : "saddr";
                String set = remotes.stream().map(FilterRules::text).collect(Collectors.joining(", ", "{ ", " }"));
                matches.add((ip + " " + family.word + " " + side + " " + set + " " + what).strip());
            }
        }
        return matches;
    }

    private static String what(Filter.Rule rule, Family family) {
        return switch (rule.protocol()) {
            case "any" -> "";
            case "icmp" -> "meta l4proto " + family.icmpProtocol;
            case "tcp", "udp" ->
                rule.ports()
                        .map(ports -> rule.protocol() + " dport " + ports.first() + "-" + ports.last())
                        .orElse("meta l4proto " + rule.protocol());
            default -> throw HostProblems.failed("there is no protocol '" + rule.protocol() + "' for a filter");
        };
    }

    /** Those of a family that are within no other: what overlaps is no set. */
    private static List<Cidr> widest(List<String> remotes, Family family) {
        List<Cidr> widest = new ArrayList<>();
        remotes.stream()
                .map(FilterRules::cidr)
                .filter(cidr -> cidr.family() == family.ip)
                .sorted(WIDEST_FIRST)
                .forEach(cidr -> {
                    if (widest.isEmpty() || !widest.get(widest.size() - 1).overlaps(cidr)) {
                        widest.add(cidr);
                    }
                });
        return widest;
    }

    private static Cidr cidr(String text) {
        try {
            Ip ip = Ip.of(text.contains("/") ? text.substring(0, text.indexOf('/')) : text);
            return text.contains("/") ? Cidr.of(text) : new Cidr(ip, ip.family().bits());
        } catch (IllegalArgumentException e) {
            throw HostProblems.failed("a filter names '" + text + "': " + e.getMessage());
        }
    }

    private static String text(Cidr cidr) {
        return cidr.prefix() == cidr.family().bits() ? cidr.first().text() : cidr.text();
    }

    /** What is different between IPv4 and IPv6. */
    private enum Family {
        V4(IpFamily.IPV4, "ip", "4", "icmp", "icmp", "{ destination-unreachable, time-exceeded, parameter-problem }"),
        V6(
                IpFamily.IPV6,
                "ip6",
                "6",
                "icmpv6",
                "ipv6-icmp",
                "{ destination-unreachable, packet-too-big, time-exceeded, parameter-problem }");

        private final IpFamily ip;
        private final String word;
        private final String digit;
        private final String icmp;
        private final String icmpProtocol;
        private final String errors;
        private final String flow;
        private final String answeredFlow;
        private final String echo;
        private final String answeredEcho;

        Family(IpFamily ip, String word, String digit, String icmp, String icmpProtocol, String errors) {
            this.ip = ip;
            this.word = word;
            this.digit = digit;
            this.icmp = icmp;
            this.icmpProtocol = icmpProtocol;
            this.errors = errors;
            this.flow = word + " saddr . " + word + " daddr . meta l4proto . th sport . th dport";
            this.answeredFlow = word + " daddr . " + word + " saddr . meta l4proto . th dport . th sport";
            this.echo = word + " saddr . " + word + " daddr . " + icmp + " id";
            this.answeredEcho = word + " daddr . " + word + " saddr . " + icmp + " id";
        }
    }
}
