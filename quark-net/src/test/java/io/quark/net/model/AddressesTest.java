package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.20.0.1,10.20.0.1",
        "FD20:0:0:0::1,fd20::1",
        "fd20:0:0:1:0:0:0:1,fd20:0:0:1::1",
        "::ffff:10.0.0.1,::ffff:10.0.0.1",
        "::,::"
    })
    void addressesHaveOneForm(String text, String canonical) {
        assertThat(Ip.parse(text).good().map(Ip::text))
                .hasValueSatisfying(one -> assertThat(Ip.of(one)).isEqualTo(Ip.of(canonical)));
        assertThat(Ip.of(text)).isEqualTo(Ip.of(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10.20.0",
                "10.20.0.256",
                "10.20.0.1/24",
                "010.20.0.1",
                "0x0a.0.0.1",
                "10.0.0.*",
                "10.0.0.1-3",
                "fe80::1%eth0",
                "::/0",
                "1",
                "*",
                "10.0.0.1 ",
                "a.b.c.d",
                "/",
                "::1::",
                "fd20::g",
                "<script>",
                "1111:2222:3333:4444:5555:6666:7777:8888:9999",
                "0b1.0.0.1",
                "1111:2222:3333:4444:5555:6666:7777:888888888888888"
            })
    void whatIsNoAddressIsAFault(String text) {
        assertThat(Ip.parse(text).faults()).hasSize(1);
    }

    @Test
    void hostBitsAreAFaultThatNamesTheNetwork() {
        assertThat(Cidr.parse("10.20.0.5/24").faults().get(0).detail()).contains("10.20.0.0/24");
        assertThat(Cidr.parse("fd20::5/64").faults().get(0).detail()).contains("fd20::/64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/024", "fd::/129", "x/24"})
    void whatIsNoCidrIsAFault(String text) {
        assertThat(Cidr.parse(text).faults()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/24,10.20.0.255,256",
        "10.0.0.0/8,10.255.255.255,16777216",
        "0.0.0.0/0,255.255.255.255,4294967296",
        "10.0.0.4/32,10.0.0.4,1",
        "fd20::/64,fd20::ffff:ffff:ffff:ffff,18446744073709551616",
        "fd20::/48,fd20::ffff:ffff:ffff:ffff:ffff,1208925819614629174706176",
        "fd20::4/128,fd20::4,1"
    })
    void aRangeEndsWhereItsPrefixSays(String text, String last, BigInteger size) {
        Cidr cidr = Cidr.of(text);
        assertThat(cidr.last()).isEqualTo(Ip.of(last));
        assertThat(cidr.size()).isEqualTo(size).isEqualTo(cidr.first().countTo(cidr.last()));
        assertThat(cidr.first().plus(size.subtract(BigInteger.ONE))).isEqualTo(cidr.last());
    }

    @Property
    void rangesOverlapExactlyIfTheyShareAnAddress(
            @ForAll @LongRange(min = 0, max = 255) long a,
            @ForAll @IntRange(min = 24, max = 32) int prefixA,
            @ForAll @LongRange(min = 0, max = 255) long b,
            @ForAll @IntRange(min = 24, max = 32) int prefixB) {
        Cidr one = new Cidr(Ip.v4(0x0a000000L | (a >>> (32 - prefixA) << (32 - prefixA))), prefixA);
        Cidr other = new Cidr(Ip.v4(0x0a000000L | (b >>> (32 - prefixB) << (32 - prefixB))), prefixB);
        boolean shared = false;
        for (long i = 0; i < 256; i++) {
            Ip ip = Ip.v4(0x0a000000L | i);
            shared |= one.contains(ip) && other.contains(ip);
        }
        assertThat(one.overlaps(other)).isEqualTo(shared);
    }

    @Property
    void nextAndPreviousAreInverse(@ForAll long high, @ForAll long low) {
        Ip ip = Ip.v6(high, low);
        assertThat(ip.next().previous()).isEqualTo(ip);
        assertThat(ip.previous().next()).isEqualTo(ip);
        assertThat(Ip.of(ip.text())).isEqualTo(ip);
    }

    @ParameterizedTest
    @ValueSource(strings = {"52:54:00:AB:cd:ef", "52-54-00-ab-cd-ef", "5254.00ab.cdef", "525400ABCDEF"})
    void macsHaveOneForm(String text) {
        assertThat(Mac.of(text).text()).isEqualTo("52:54:00:ab:cd:ef");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "52:54:00:ab:cd",
                "52:54:00:ab:cd:ef:01",
                "52:54:00:ab:cd:eg",
                "53:54:00:ab:cd:ef",
                "ff:ff:ff:ff:ff:ff",
                "00:00:00:00:00:00",
                "52:54-00:ab:cd:ef"
            })
    void whatNoDeviceCanHaveIsAFault(String text) {
        assertThat(Mac.parse(text).faults()).hasSize(1);
    }

    /** The example of RFC 4291, appendix A, and one with the local bit set. */
    @Test
    void interfaceIdsFollowFromTheMac() {
        assertThat(Ip.v6(0xfe80L << 48, Mac.of("34:56:78:9a:bc:de").interfaceId()))
                .hasToString("fe80::3656:78ff:fe9a:bcde");
        assertThat(Ip.v6(0xfd20L << 48, Mac.of("52:54:00:12:34:56").interfaceId()))
                .hasToString("fd20::5054:ff:fe12:3456");
    }

    @Property
    void everyMaskEndsWhereItsLengthSays(@ForAll @IntRange(min = 1, max = 48) int prefix) {
        long first = 0x52_54_00_00_00_00L >>> (48 - prefix) << (48 - prefix);
        MacBlock block = new MacBlock(new Mac(first), prefix);
        assertThat(block.last().bits() - block.first().bits() + 1).isEqualTo(block.size());
        assertThat(block.contains(block.last())).isTrue();
        assertThat(block.contains(block.last().next())).isFalse();
    }

    @Test
    void rangesOfMacsMayLeaveOutTheirZeros() {
        assertThat(MacBlock.of("52:54:00/24")).isEqualTo(MacBlock.of("52:54:00:00:00:00/24"));
        assertThat(MacBlock.parse("52:54:01/23").faults().get(0).detail()).contains("52:54:00:00:00:00/23");
        assertThat(MacBlock.parse("52:54:00/49").faults()).hasSize(1);
        assertThat(MacBlock.parse("52:54").faults()).hasSize(1);
    }
}
