package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Problem.Fault;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcludeRuleTest {

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/28, 10.20.0.0/28, 10.20.0.0-10.20.0.15",
        "10.20.0.9, 10.20.0.9, 10.20.0.9-10.20.0.9",
        "10.20.0.9-10.20.0.20, 10.20.0.9-10.20.0.20, 10.20.0.9-10.20.0.20",
        "10.20.0.9-10.20.0.9, 10.20.0.9, 10.20.0.9-10.20.0.9",
        "10.19.0.0-10.20.0.3, 10.19.0.0-10.20.0.3, 10.20.0.0-10.20.0.3",
        "10.0.0.0/8, 10.0.0.0/8, 10.20.0.0-10.20.0.255",
        "5, 5, 10.20.0.5-10.20.0.5",
        "0-9, 0-9, 10.20.0.0-10.20.0.9",
        "-1, -1, 10.20.0.255-10.20.0.255",
        "-10--1, -10--1, 10.20.0.246-10.20.0.255",
        "10--11, 10--11, 10.20.0.10-10.20.0.245",
        "250-300, 250-300, 10.20.0.250-10.20.0.255",
        "-300--250, -300--250, 10.20.0.0-10.20.0.6",
        "7-7, 7, 10.20.0.7-10.20.0.7"
    })
    void aRuleIsASpanOfTheSubnet(String text, String canonical, String span) {
        ExcludeRule rule = ExcludeRule.of(text);
        assertThat(rule.text()).isEqualTo(canonical);
        assertThat(ExcludeRule.of(canonical)).isEqualTo(rule);
        assertThat(rule.in(Cidr.of("10.20.0.0/24")).map(Span::toString)).contains(span);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd20::/64", "fd20::1", "fd20::1-fd20::9", "10.21.0.0/24", "300", "-400--300", "200--100"})
    void elsewhereItHasNoEffect(String text) {
        assertThat(ExcludeRule.of(text).in(Cidr.of("10.20.0.0/24"))).isEmpty();
    }

    @Test
    void ipv6IsAsLongAsItLikes() {
        Cidr subnet = Cidr.of("fd20::/64");
        Span<Ip> upper = ExcludeRule.of("9223372036854775808--1").in(subnet).orElseThrow();
        assertThat(upper.first()).isEqualTo(Ip.of("fd20::8000:0:0:0"));
        assertThat(upper.last()).isEqualTo(subnet.last());
        assertThat(upper.size()).isEqualTo(BigInteger.TWO.pow(63));
        assertThat(ExcludeRule.of("FD20:0::1").text()).isEqualTo("fd20::1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "9-3",
                "-1--10",
                "-5-3",
                "-0",
                "01",
                "1-",
                "--1",
                "10.20.0.0/24/24",
                "10.20.0.5/24",
                "10.20.0.9-10.20.0.3",
                "10.20.0.9-fd20::9",
                "10.20.0.9-9",
                "10.20.0",
                "everything",
                "10.0.0.1-",
                "1111111111111111111111111111111111111111"
            })
    void whatIsNoRuleIsAFault(String text) {
        assertThat(ExcludeRule.parse(text).faults()).hasSize(1);
    }

    @Property(tries = 300)
    void noTextMakesItThrow(@ForAll String text) {
        ExcludeRule.parse(text).good().ifPresent(rule -> rule.in(Cidr.of("10.20.0.0/24")));
    }

    @Property
    void offsetsCountFromEitherEnd(
            @ForAll @IntRange(min = -40, max = 40) int first, @ForAll @IntRange(min = -40, max = 40) int last) {
        Optional<ExcludeRule> rule = ExcludeRule.parse(first + "-" + last).good();
        Cidr subnet = Cidr.of("10.20.0.0/27");
        List<Ip> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            all.add(subnet.first().plus(BigInteger.valueOf(i)));
        }
        int from = first < 0 ? 32 + first : first;
        int to = last < 0 ? 32 + last : last;
        rule.ifPresent(sound -> {
            List<Ip> expected = all.stream()
                    .filter(ip -> all.indexOf(ip) >= from && all.indexOf(ip) <= to)
                    .toList();
            assertThat(all.stream()
                            .filter(ip -> sound.in(subnet)
                                    .filter(span -> span.contains(ip))
                                    .isPresent())
                            .toList())
                    .isEqualTo(expected);
        });
        boolean refused = first < 0 == last < 0 ? first > last : first < 0;
        assertThat(rule.isEmpty()).isEqualTo(refused);
    }

    @Test
    void aListIsCanonicalOrAllOfItsFaultsAreTold() {
        assertThat(PolicyRules.exclusions(List.of("5-5", "5", "0-9")).good()).contains(List.of("5", "0-9"));
        assertThat(PolicyRules.exclusions(List.of("x", "5", "9-3")).faults())
                .extracting(Fault::pointer)
                .containsExactly("/0", "/2");
        assertThat(PolicyRules.exclusions(Collections.nCopies(257, "5")).faults())
                .hasSize(1);
    }
}
