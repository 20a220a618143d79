package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.common.model.Subnet;
import io.quark.common.testing.BesideOthers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ends the process that works on a change of the network in the middle of it, at once, as {@code kill -9} does: a few points of each
 * kind, through REST; every point of a host's part is walked through in quark-compute. The host is a simulated one: what is killed here
 * is its daemon.
 */
@BesideOthers
class NetworkCrashIT {

    private static final int MANY = 400;

    private static Quark quark;
    private static Fatality fatality;
    private static int number;

    @BeforeAll
    static void start() throws IOException {
        Path dir = Quark.directory();
        quark = Quark.start(
                dir,
                Fatality.possible(dir, ClusterPlan.simulated(1))
                        .with("orc", "zookeeper.session_timeout_ms", "2000")
                        .with("compute", "zookeeper.session_timeout_ms", "3000"));
        fatality = new Fatality(quark);
    }

    @AfterAll
    static void stop() throws IOException {
        quark.close();
    }

    static Stream<String> makingMany() {
        return CrashPoints.of(List.of("orc.record.after"), List.of("orc.record.before"));
    }

    static Stream<String> changingRules() {
        return CrashPoints.of(List.of("orc.record.before"), List.of("orc.record.after"));
    }

    static Stream<String> orcGivingAnAddress() {
        return CrashPoints.of(
                List.of("orc.record.after", "orc.finish.before"), List.of("orc.record.before", "orc.finish.after"));
    }

    static Stream<String> hostGivingAnAddress() {
        return CrashPoints.of(
                List.of("compute.update_nics.gate.after"),
                List.of("compute.update_nics.taken", "compute.update_nics.end.after"));
    }

    @ParameterizedTest
    @MethodSource("makingMany")
    void manyPortsAreAllThereOrNoneWhenTheOrcEnds(String point) throws IOException {
        String network = network("10.80.0.0/20");
        ObjectNode body = ports(network);
        fatality.atInTheOnlyOrc(point);

        Rest.Answer making = quark.rest().post("/v1/ports", body);
        fatality.awaitInTheOnlyOrc();
        assertThat(count(network)).as("half of them are nobody's to see").isZero();
        fatality.letTheOtherOrcTakeOver();
        JsonNode work = quark.done(making);

        assertThat(work.path("state").asText()).as(work.toPrettyString()).isEqualTo("succeeded");
        assertThat(count(network)).isEqualTo(MANY);
        assertThat(quark.findingsAtRest()).isEmpty();

        ArrayNode ids = Rest.object().putArray("ports");
        quark.rest()
                .get("/v1/ports?limit=1000&network=" + network)
                .json()
                .path("items")
                .forEach(port -> ids.add(port.path("id").asText()));
        fatality.atInTheOnlyOrc(point);
        Rest.Answer removing =
                quark.rest().send("DELETE", "/v1/ports", Rest.object().set("ports", ids));
        fatality.awaitInTheOnlyOrc();
        fatality.letTheOtherOrcTakeOver();
        quark.succeeded(removing);
        assertThat(count(network)).isZero();
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("changingRules")
    void aChangeOfRulesIsWhollyDoneOrNotWhenTheOrcEnds(String point) throws IOException {
        String network = network("10.81.0.0/24");
        fatality.atInTheOnlyOrc(point);

        Rest.Answer change = quark.rest()
                .send(
                        "PATCH",
                        "/v1/networks/" + network + "/subnets/subnet-1",
                        Rest.object().put("gateway", "10.81.0.9"));
        fatality.awaitInTheOnlyOrc();
        fatality.letTheOtherOrcTakeOver();
        quark.succeeded(change);

        assertThat(quark.tree()
                        .records("/quark/net/networks/*/subnets/*", Subnet.class)
                        .values())
                .filteredOn(subnet -> subnet.cidr().equals("10.81.0.0/24")
                        && subnet.changing().isEmpty())
                .anySatisfy(subnet -> assertThat(subnet.gateway()).contains("10.81.0.9"));
        assertThat(quark.findingsAtRest()).isEmpty();
        quark.succeeded(quark.rest().delete("/v1/networks/" + network));
    }

    @ParameterizedTest
    @MethodSource("orcGivingAnAddress")
    void anAddressOfARunningMachineIsGivenOnceWhenTheOrcEnds(String point) throws IOException {
        String network = network("10.82.0.0/24");
        String port = machine(network);
        fatality.atInTheOnlyOrc(point);

        Rest.Answer adding = quark.rest()
                .post("/v1/ports/" + port + "/addresses", Rest.object().put("ip", "10.82.0.99"));
        fatality.awaitInTheOnlyOrc();
        fatality.letTheOtherOrcTakeOver();
        quark.succeeded(adding);

        hasAddress(port, true);
        removed(network);
    }

    @ParameterizedTest
    @MethodSource("hostGivingAnAddress")
    void anAddressOfARunningMachineIsGivenOnceWhenItsHostsDaemonEnds(String point) throws IOException {
        String network = network("10.83.0.0/24");
        String port = machine(network);
        fatality.at(LocalCluster.COMPUTE, point);

        Rest.Answer adding = quark.rest()
                .post("/v1/ports/" + port + "/addresses", Rest.object().put("ip", "10.83.0.99"));
        fatality.awaitInAndRestart(LocalCluster.COMPUTE);
        quark.succeeded(adding);

        hasAddress(port, true);
        quark.succeeded(quark.rest().delete("/v1/ports/" + port + "/addresses/10.83.0.99"));
        hasAddress(port, false);
        removed(network);
    }

    private static String network(String cidr) throws IOException {
        number++;
        return quark.makeNetwork(Rest.network("crash-" + number, cidr).put("family", "any"));
    }

    /** Builds a machine on the network; answers its port. */
    private static String machine(String network) throws IOException {
        JsonNode built = quark.succeeded(quark.rest().post("/v1/instances", Rest.instance("crash-" + number, network)));
        return quark.rest()
                .get("/v1/instances/" + built.at("/target/id").asText())
                .json()
                .at("/nics/0/port")
                .asText();
    }

    private static void removed(String network) throws IOException {
        quark.succeeded(quark.rest().delete("/v1/instances/crash-" + number));
        quark.succeeded(quark.rest().delete("/v1/networks/" + network));
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    private static void hasAddress(String port, boolean has) throws IOException {
        JsonNode ips = quark.rest().get("/v1/ports/" + port).json().path("ips");
        assertThat(ips.size()).isEqualTo(has ? 2 : 1);
        JsonNode nic = quark.rest().get("/v1/instances/crash-" + number).json().at("/nics/0/ips");
        assertThat(nic).isEqualTo(ips);
        assertThat(quark.findingsAtRest()).isEmpty();
    }

    private static ObjectNode ports(String network) {
        ObjectNode body = Rest.object();
        ArrayNode ports = body.putArray("ports");
        for (int i = 0; i < MANY; i++) {
            ports.addObject().put("network", network);
        }
        return body;
    }

    private static int count(String network) throws IOException {
        return quark.rest()
                .get("/v1/ports?limit=1000&network=" + network)
                .json()
                .path("items")
                .size();
    }
}
