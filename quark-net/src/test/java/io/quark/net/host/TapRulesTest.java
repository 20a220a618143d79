package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicNetwork;
import io.quark.common.model.Segment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text that {@code nft} gets, to the letter; AntiSpoofingIT asks a real kernel what it does. */
class TapRulesTest {

    private static final String TABLE = """
            add table bridge quark
            add map bridge quark guarded { type ifname : verdict; }
            add chain bridge quark from_machines { type filter hook prerouting priority -200; policy accept; }
            flush chain bridge quark from_machines
            add rule bridge quark from_machines iifname vmap @guarded
            """;

    @Test
    void aMachineMaySendAsItselfAndNothingElse() {
        Endpoint endpoint = endpoint("52:54:00:00:00:01", "10.20.0.5", "10.20.0.9", "fd20::5");
        assertThat(TapRules.allow("qt1", endpoint, "me")).isEqualTo(TABLE + """
                                add chain bridge quark qt1
                                flush chain bridge quark qt1
                                add set bridge quark qt1_ip4 { type ipv4_addr; }
                                flush set bridge quark qt1_ip4
                                add set bridge quark qt1_ip6 { type ipv6_addr; }
                                flush set bridge quark qt1_ip6
                                add element bridge quark qt1_ip4 { 10.20.0.5, 10.20.0.9 }
                                add element bridge quark qt1_ip6 { fe80::5054:ff:fe00:1, fd20::5 }
                                add rule bridge quark qt1 ether saddr != 52:54:00:00:00:01 drop
                                add rule bridge quark qt1 ether type arp arp htype 1 arp ptype ip arp saddr ether 52:54:00:00:00:01 arp saddr ip @qt1_ip4 accept
                                add rule bridge quark qt1 ether type arp arp htype 1 arp ptype ip arp saddr ether 52:54:00:00:00:01 arp saddr ip 0.0.0.0 arp daddr ip @qt1_ip4 accept
                                add rule bridge quark qt1 ether type ip ip saddr @qt1_ip4 accept
                                add rule bridge quark qt1 ether type ip ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept
                                add rule bridge quark qt1 ether type ip6 icmpv6 type { nd-router-advert, nd-redirect } drop
                                add rule bridge quark qt1 ether type ip6 icmpv6 type nd-neighbor-advert @th,64,128 != { 0xfe80000000000000505400fffe000001, 0xfd200000000000000000000000000005 } drop
                                add rule bridge quark qt1 ether type ip6 ip6 saddr @qt1_ip6 accept
                                add rule bridge quark qt1 ether type ip6 ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,64,128 { 0xfe80000000000000505400fffe000001, 0xfd200000000000000000000000000005 } accept
                                add rule bridge quark qt1 ether type ip6 ip6 saddr :: icmpv6 type { nd-router-solicit, mld-listener-report, mld2-listener-report } accept
                                add rule bridge quark qt1 drop
                                add element bridge quark guarded { "qt1" comment "me" : goto qt1 }
                                """);
    }

    @Test
    void aMachineWithoutAddressesMayOnlyAskForOne() {
        String text = TapRules.allow("qt1", endpoint("52:54:00:00:00:01"), "me");
        assertThat(text)
                .contains(
                        "udp sport 68 udp dport 67 accept", "add element bridge quark qt1_ip6 { fe80::5054:ff:fe00:1 }")
                .doesNotContain("add element bridge quark qt1_ip4");
    }

    @Test
    void whatIsAbsentIsMadeFirstSoThatItsRemovalCannotFail() {
        assertThat(TapRules.forget(List.of("qt1"))).isEqualTo(TABLE + """
                                add chain bridge quark qt1
                                flush chain bridge quark qt1
                                add set bridge quark qt1_ip4 { type ipv4_addr; }
                                flush set bridge quark qt1_ip4
                                add set bridge quark qt1_ip6 { type ipv6_addr; }
                                flush set bridge quark qt1_ip6
                                add element bridge quark guarded { "qt1" : goto qt1 }
                                delete element bridge quark guarded { "qt1" }
                                delete chain bridge quark qt1
                                delete set bridge quark qt1_ip4
                                delete set bridge quark qt1_ip6
                                """);
    }

    @Test
    void whatIsNoAddressNeverReachesNft() {
        assertThatThrownBy(
                        () -> TapRules.allow("qt1", endpoint("52:54:00:00:00:01", "10.0.0.1 }; flush ruleset"), "me"))
                .isInstanceOf(DriverException.class);
        assertThatThrownBy(() -> TapRules.allow("qt1", endpoint("any drop", "10.0.0.1"), "me"))
                .isInstanceOf(DriverException.class);
    }

    private static Endpoint endpoint(String mac, String... ips) {
        NicNetwork network = new NicNetwork("n", "web", "bridge", Segment.FLAT, 1500);
        return Endpoint.of(Nics.with(new Nic("p", network, mac, List.of(), Optional.empty(), List.of()), List.of(ips)));
    }
}
