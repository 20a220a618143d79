package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.json.Json;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRulesTest {

    @Test
    void whatIsLeftOutHasDefaults() throws Exception {
        CreateNetwork create = good("{'name': 'web', 'subnets': [{'cidr': '10.20.0.0/24'}, {'cidr': 'FD20:0::/64'}]}");
        assertThat(create.network().mtu()).isEqualTo(1500);
        assertThat(create.network().driver()).isEqualTo("bridge");
        assertThat(create.subnets()).extracting(Subnet::cidr).containsExactly("10.20.0.0/24", "fd20::/64");
        assertThat(create.subnets())
                .extracting(subnet -> subnet.gateway().orElseThrow())
                .containsExactly("10.20.0.1", "fd20::1");
        assertThat(create.subnets()).extracting(Subnet::reuseAfterS).containsOnly(300);
        assertThat(NetworkRules.faults(create)).isEmpty();
    }

    @Test
    void everyFaultIsInOneAnswer() throws Exception {
        assertThat(faults("{'name': 'a/b', 'mtu': 100, 'subnets': [{'cidr': '10.20.0.5/24'}, {'cidr': '10.30.0.0/24',"
                        + " 'gateway': '10.31.0.1', 'dns': ['x'], 'reuse_after_s': -1}]}"))
                .extracting(Fault::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/mtu",
                        "/subnets/0/cidr",
                        "/subnets/1/gateway",
                        "/subnets/1/dns/0",
                        "/subnets/1/reuse_after_s");
    }

    @Test
    void overlappingSubnetsAreBothNamed() throws Exception {
        assertThat(faults("{'name': 'web', 'subnets': [{'cidr': '10.20.0.0/16'}, {'cidr': '10.20.7.0/24'}]}"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/subnets/1/cidr");
                    assertThat(fault.detail()).contains("10.20.0.0/16", "10.20.7.0/24");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'gateway': '10.20.0.0'|/subnets/0/gateway|network's own",
                "'gateway': '10.20.0.255'|/subnets/0/gateway|broadcast",
                "'gateway': 'fd20::1'|/subnets/0/gateway|not in",
                "'pools': [{'start': '10.20.0.9', 'end': '10.20.0.5'}]|/subnets/0/pools/0|before it starts",
                "'pools': [{'start': '10.20.0.9'}]|/subnets/0/pools/0/end|missing",
                "'pools': [{'start': '10.20.0.9', 'end': '10.20.1.5'}]|/subnets/0/pools/0/end|not in",
                "'pools': [{'start': '10.20.0.0', 'end': '10.20.0.1'}]|/subnets/0/pools/0|no address",
                "'pools': [{'start': '10.20.0.5', 'end': '10.20.0.9'}, {'start': '10.20.0.9', 'end': '10.20.0.11'}]"
                        + "|/subnets/0/pools/1|10.20.0.5-10.20.0.9",
                "'routes': [{'destination': '10.9.0.0/16', 'next_hop': '10.9.0.1'}]|/subnets/0/routes/0/next_hop|not in",
                "'routes': [{'destination': '0.0.0.0/0', 'next_hop': '10.20.0.2'}]|/subnets/0/routes/0|gateway",
                "'routes': [{'destination': 'fd::/64', 'next_hop': '10.20.0.2'}]|/subnets/0/routes/0/destination|family",
                "'domain': 'a..b'|/subnets/0/domain|domain",
                "'name': ''|/subnets/0/name|name"
            })
    void aFaultSaysWhereAndWhat(String field, String pointer, String detail) throws Exception {
        assertThat(faults("{'name': 'web', 'subnets': [{'cidr': '10.20.0.0/24', " + field + "}]}"))
                .anySatisfy(fault -> {
                    assertThat(fault.pointer()).isEqualTo(pointer);
                    assertThat(fault.detail()).contains(detail);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/7,false",
        "10.0.0.0/8,true",
        "10.0.0.0/30,true",
        "10.0.0.0/31,true",
        "10.0.0.0/32,true",
        "fd20::/47,false",
        "fd20::/48,true",
        "fd20::/126,true",
        "fd20::/127,false",
        "224.0.0.0/24,false",
        "ff02::/64,false"
    })
    void prefixesHaveBounds(String cidr, boolean accepted) throws Exception {
        assertThat(faults("{'name': 'web', 'subnets': [{'cidr': '" + cidr + "'}]}")
                        .isEmpty())
                .isEqualTo(accepted);
    }

    @Test
    void pointToPointSubnetsKeepTheirAddressesForHosts() throws Exception {
        CreateNetwork create = good("{'name': 'web', 'subnets': [{'cidr': '10.0.0.0/31'}]}");
        assertThat(create.subnets().get(0).gateway()).isEmpty();
        assertThat(faults("{'name': 'web', 'subnets': [{'cidr': '10.0.0.0/32', 'gateway': '10.0.0.0'}]}"))
                .hasSize(1);
    }

    @Test
    void aSubnetCanDoWithoutGateway() throws Exception {
        CreateNetwork create = good("{'name': 'web', 'subnets': [{'cidr': '10.0.0.0/24', 'gateway': 'none'}]}");
        assertThat(create.subnets().get(0).gateway()).isEmpty();
        assertThat(NetworkRules.faults(create)).isEmpty();
    }

    @Test
    void ipv6NeedsItsMtu() throws Exception {
        assertThat(faults("{'name': 'web', 'mtu': 1000, 'subnets': [{'cidr': 'fd20::/64'}]}"))
                .extracting(Fault::pointer)
                .containsExactly("/mtu");
    }

    @Property(tries = 300)
    void noTextMakesItThrow(@ForAll String name, @ForAll String cidr, @ForAll String gateway, @ForAll String dns) {
        SubnetRequest plain = SubnetRequest.of(cidr);
        SubnetRequest subnet = new SubnetRequest(
                java.util.Optional.of(name),
                cidr,
                java.util.Optional.of(gateway),
                List.of(new Subnet.Pool(dns, gateway)),
                List.of(new Subnet.Route(gateway, dns)),
                List.of(dns),
                java.util.Optional.of(dns),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                List.of());
        NetworkRequest request = new NetworkRequest(
                name,
                java.util.Optional.of(dns),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                List.of(),
                List.of(plain, subnet));
        assertThat(look(request)).isNotNull();
    }

    private static CreateNetwork good(String json) throws Exception {
        return look(request(json)).good().orElseThrow();
    }

    private static List<Fault> faults(String json) throws Exception {
        return look(request(json)).faults();
    }

    private static Checked<CreateNetwork> look(NetworkRequest request) {
        AtomicInteger ids = new AtomicInteger();
        return NetworkRules.complete(request, "n", "p", Instant.EPOCH, () -> "s" + ids.incrementAndGet());
    }

    private static NetworkRequest request(String json) throws Exception {
        return Json.strict().readValue(json.replace('\'', '"'), NetworkRequest.class);
    }
}
