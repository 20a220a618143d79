package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.model.Direction;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of a filter reaches {@code nft}; FilterIT asks a real kernel what it does. */
class FilterRulesTest {

    private static final Optional<List<String>> EVERYBODY = Optional.empty();

    @Test
    void aRuleIsAboutBothFamiliesUnlessItNamesAddresses() {
        assertThat(rulesOf("qt1_in", ingress("tcp", Optional.of(new Filter.PortRange(22, 23)), EVERYBODY)))
                .containsExactly(
                        "ether type ip tcp dport 22-23 goto qt1_passed",
                        "ether type ip6 tcp dport 22-23 goto qt1_passed");
        assertThat(rulesOf("qt1_in", ingress("icmp", Optional.empty(), EVERYBODY)))
                .containsExactly(
                        "ether type ip meta l4proto icmp goto qt1_passed",
                        "ether type ip6 meta l4proto ipv6-icmp goto qt1_passed");
        assertThat(rulesOf("qt1_in", ingress("any", Optional.empty(), remotes("10.0.0.0/8", "10.1.0.7"))))
                .containsExactly("ether type ip ip saddr { 10.0.0.0/8 } goto qt1_passed");
        assertThat(rulesOf(
                        "qt1_out",
                        new Filter.Rule(
                                Direction.EGRESS, "udp", Optional.empty(), remotes("fd20::9", "192.168.0.0/31"))))
                .containsExactly(
                        "ether type ip ip daddr { 192.168.0.0/31 } meta l4proto udp goto qt1_passed",
                        "ether type ip6 ip6 daddr { fd20::9 } meta l4proto udp goto qt1_passed");
    }

    @Test
    void aRuleAboutNobodyLetsNothingThrough() {
        assertThat(rulesOf("qt1_in", ingress("any", Optional.empty(), remotes())))
                .isEmpty();
    }

    @Test
    void aThousandRemotesAreOneSet() {
        String[] members = IntStream.range(0, 1_000)
                .mapToObj(i -> "10.0." + i / 250 + "." + i % 250)
                .toArray(String[]::new);
        assertThat(rulesOf("qt1_in", ingress("tcp", Optional.empty(), remotes(members))))
                .singleElement()
                .satisfies(rule -> assertThat(rule.split(",")).hasSize(1_000));
    }

    @Test
    void whatNoRuleNamesIsDroppedAndFlowsAreKeptWhenRulesChange() {
        String text = FilterRules.filter("qt1", new Filter(List.of()), "me");
        assertThat(text)
                .contains("qt1_in drop\n", "qt1_out drop\n", "add set bridge quark_filter qt1_flows4")
                .doesNotContain("flush set", "goto qt1_passed\n");
    }

    @Test
    void whatIsAbsentIsMadeFirstSoThatItsRemovalCannotFail() {
        String text = FilterRules.forget(List.of("qt1"));
        for (String set : List.of("qt1_flows4", "qt1_flows6", "qt1_echoes4", "qt1_echoes6")) {
            assertThat(text.indexOf("add set bridge quark_filter " + set))
                    .isBetween(0, text.indexOf("delete set bridge quark_filter " + set));
        }
        assertThat(text.indexOf("delete chain bridge quark_filter qt1_in"))
                .isGreaterThan(text.indexOf("delete element bridge quark_filter filtered_to { \"qt1\" }"));
    }

    @Test
    void whatMakesNoSenseNeverReachesNft() {
        assertThatThrownBy(() ->
                        rulesOf("qt1_in", ingress("any", Optional.empty(), remotes("0.0.0.0/0 }; flush ruleset"))))
                .isInstanceOf(DriverException.class);
        assertThatThrownBy(() -> rulesOf("qt1_in", ingress("tcp accept", Optional.empty(), EVERYBODY)))
                .isInstanceOf(DriverException.class);
    }

    private static Filter.Rule ingress(
            String protocol, Optional<Filter.PortRange> ports, Optional<List<String>> remotes) {
        return new Filter.Rule(Direction.INGRESS, protocol, ports, remotes);
    }

    private static Optional<List<String>> remotes(String... remotes) {
        return Optional.of(List.of(remotes));
    }

    /** Those of the chain that come from the filter's own. */
    private static List<String> rulesOf(String chain, Filter.Rule rule) {
        String rules = "add rule bridge quark_filter " + chain + " ";
        return FilterRules.filter("qt1", new Filter(List.of(rule)), "me")
                .lines()
                .filter(line -> line.startsWith(rules) && line.endsWith("goto qt1_passed"))
                .map(line -> line.substring(rules.length()))
                .toList();
    }
}
