package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.LocalCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks through every step of a build and of a delete of a real guest and ends the process that does it there, at once, as
 * {@code kill -9} does. Whatever the step: the work unit ends, there is exactly one domain or none, and no claim is left without an
 * owner.
 */
class CrashWalkIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String NETWORK = "walk";
    private static final List<String> BUILD_STEPS = List.of(
            "allocate_network",
            "allocate_storage",
            "cloud_init",
            "define",
            "allocate_vcpu",
            "start",
            "limit_network",
            "resume");

    private static Quark quark;
    private static Fatality fatality;
    private static int walked;

    @BeforeAll
    static void start() throws IOException {
        quark = Fatality.startOnLibvirt();
        fatality = new Fatality(quark);
        quark.registerBlank();
        quark.makeNetwork(Rest.network(NETWORK, "10.78.0.0/24"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            quark.close();
        }
    }

    static Stream<String> inABuild() {
        return CrashPoints.of(
                List.of(
                        "compute.taken",
                        "compute.step.define.after",
                        "compute.gate.after",
                        "compute.step.start.after",
                        "compute.end.before"),
                points(
                        List.of("compute.gate.before", "compute.end.after"),
                        BUILD_STEPS,
                        step -> Stream.of("compute.step." + step + ".before", "compute.step." + step + ".after")));
    }

    static Stream<String> inADelete() {
        return CrashPoints.of(
                List.of("compute.delete.step.undefine.after", "compute.delete.end.before"),
                points(
                        List.of("compute.delete.taken", "compute.delete.end.after"),
                        List.of("stop", "undefine", "release_network", "release_storage"),
                        step -> Stream.of(
                                "compute.delete.step." + step + ".before", "compute.delete.step." + step + ".after")));
    }

    private static List<String> points(
            List<String> besides, List<String> steps, Function<String, Stream<String>> points) {
        return Stream.concat(besides.stream(), steps.stream().flatMap(points)).toList();
    }

    static Stream<String> orcInABuild() {
        return CrashPoints.of(
                List.of("orc.place.after", "orc.finish.before"), List.of("orc.place.before", "orc.finish.after"));
    }

    static Stream<String> orcInADelete() {
        return CrashPoints.of(List.of("orc.delete.after"), List.of("orc.delete.before"));
    }

    static Stream<String> api() {
        return CrashPoints.of(List.of("api.accept.after"), List.of("api.accept.before"));
    }

    @ParameterizedTest
    @MethodSource("inABuild")
    void computeEndsDuringABuild(String point) throws IOException {
        fatality.at(LocalCluster.COMPUTE, point);

        Rest.Answer build = build();
        fatality.awaitInAndRestart(LocalCluster.COMPUTE);

        endsWithOneMachine(build);
    }

    @ParameterizedTest
    @MethodSource("inADelete")
    void computeEndsDuringADelete(String point) throws IOException {
        String id = quark.succeeded(build()).at("/target/id").asText();
        fatality.at(LocalCluster.COMPUTE, point);

        Rest.Answer delete = quark.rest().delete("/v1/instances/" + id);
        fatality.awaitInAndRestart(LocalCluster.COMPUTE);

        quark.succeeded(delete);
        nothingIsLeftOf(id);
    }

    @ParameterizedTest
    @MethodSource("orcInABuild")
    void leadingOrcEndsDuringABuild(String point) throws IOException {
        fatality.atInTheOnlyOrc(point);

        Rest.Answer build = build();
        fatality.awaitInTheOnlyOrc();
        fatality.letTheOtherOrcTakeOver();

        endsWithOneMachine(build);
    }

    @ParameterizedTest
    @MethodSource("orcInADelete")
    void leadingOrcEndsDuringADelete(String point) throws IOException {
        String id = quark.succeeded(build()).at("/target/id").asText();
        fatality.atInTheOnlyOrc(point);

        Rest.Answer delete = quark.rest().delete("/v1/instances/" + id);
        fatality.awaitInTheOnlyOrc();
        fatality.letTheOtherOrcTakeOver();

        quark.succeeded(delete);
        nothingIsLeftOf(id);
    }

    @ParameterizedTest
    @MethodSource("api")
    void apiEndsWhileItAccepts(String point) throws IOException, InterruptedException {
        fatality.at(LocalCluster.API, point);
        Thread restarter = new Thread(() -> fatality.awaitInAndRestart("api-1"));
        restarter.start();

        Rest.Answer build = quark.rest().postUntilAnswered("/v1/instances", machine());
        restarter.join(PATIENCE.toMillis());

        endsWithOneMachine(build);
    }

    private static Rest.Answer build() throws IOException {
        return quark.rest().post("/v1/instances", machine());
    }

    /** With an empty disk: QEMU and libvirt do all that they do for any guest, and no processor is spent on starting a system. */
    private static ObjectNode machine() {
        walked++;
        return Rest.instance("walk-" + walked, NETWORK)
                .put("image", Quark.BLANK)
                .put("storage", 1);
    }

    private static void endsWithOneMachine(Rest.Answer build) throws IOException {
        JsonNode work = quark.done(build);
        String id = work.at("/target/id").asText();
        List<String> domains = Libvirt.domains();
        if (work.path("state").asText().equals("succeeded")) {
            assertThat(domains).containsOnlyOnce(id);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(quark.rest()
                                    .get("/v1/instances/" + id)
                                    .json()
                                    .path("status")
                                    .asText())
                            .isEqualTo("running"));
        } else {
            assertThat(work.path("error").path("detail").asText())
                    .as(work.toPrettyString())
                    .isNotEmpty();
            assertThat(domains).doesNotContain(id);
        }
        assertThat(quark.findingsAtRest()).isEmpty();
        if (work.path("state").asText().equals("succeeded")) {
            quark.succeeded(quark.rest().delete("/v1/instances/" + id));
        }
        nothingIsLeftOf(id);
    }

    private static void nothingIsLeftOf(String id) {
        assertThat(Libvirt.domains()).doesNotContain(id);
        assertThat(quark.findingsAtRest()).isEmpty();
        TreeSnapshot tree = quark.tree();
        assertThat(tree.paths("/quark/instances/*/*")).isEmpty();
        assertThat(tree.paths("/quark/net/networks/*/ports/*/*")).isEmpty();
        assertThat(tree.paths("/quark/computes/*/managing/*")).isEmpty();
    }
}
