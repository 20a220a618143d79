package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two hosts, each with a libvirtd and a quark-compute of its own, and real guests on both. */
class TwoHostsIT {

    private static final String CONSOLES = "consoles";

    private static NamespacedHosts hosts;
    private static Quark quark;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its network namespaces")
                .isTrue();
        Path dir = Quark.directory();
        hosts = NamespacedHosts.open(dir, 2);
        quark = Quark.start(dir, hosts.plan());
        quark.makeNetwork(Rest.network(CONSOLES, "10.90.0.0/24"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (hosts != null) {
            hosts.close();
        }
        if (quark != null) {
            quark.close();
        }
    }

    @Test
    void eachHostHasItsOwnFlatNetworksAndMachines() throws Exception {
        quark.makeNetwork(Rest.network("flat", "10.91.0.0/24"));
        Rest.Answer one = build("g1", "flat", hosts.host(1));
        Rest.Answer two = build("g2", "flat", hosts.host(2));
        Guest first = guest(one, hosts.host(1));
        Guest second = guest(two, hosts.host(2));
        first.awaitReady();
        second.awaitReady();
        assertThat(hosts.host(1).machines()).containsExactly(first.id());
        assertThat(hosts.host(2).machines()).containsExactly(second.id());
        assertThat(first.reaches(second.ip())).isFalse();
        assertThat(first.reaches("10.91.0.1")).isTrue();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    private static Rest.Answer build(String name, String network, NamespacedHost host) throws Exception {
        ObjectNode body =
                Rest.instance(name, CONSOLES).put("user_data", Guest.USER_DATA).put("compute", host.name());
        body.withArray("nics").addObject().put("network", network);
        return quark.rest().post("/v1/instances", body);
    }

    private static Guest guest(Rest.Answer build, NamespacedHost host) throws Exception {
        String id = quark.succeeded(build).at("/target/id").asText();
        JsonNode nics = quark.rest().get("/v1/instances/" + id).json().path("nics");
        return new Guest(
                host,
                id,
                nics.at("/1/port").asText(),
                nics.at("/1/mac").asText(),
                nics.at("/1/ips/0").asText(),
                nics.at("/0/ips/0").asText());
    }
}
