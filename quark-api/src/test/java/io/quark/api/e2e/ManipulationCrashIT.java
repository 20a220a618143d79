package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.local.LocalCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Real machines are manipulated in every way, and the process that does it is ended meanwhile, at once, as {@code kill -9} does.
 * Whatever the point: the work unit succeeds, libvirt's machine is what the record says and the user wants, and no audit finds anything.
 *
 * <p>Always where it hurts most; with {@code -Dquark.crash.all=true} in every step, as an undisturbed run tells them, and with
 * {@code -Dquark.crash.kinds=stop,start} of only some kinds. What is simulated goes through all of them always: see quark-compute and
 * quark-orc.
 */
class ManipulationCrashIT {

    private static final boolean ALL = Boolean.getBoolean("quark.crash.all");
    private static final List<String> KINDS =
            List.of(System.getProperty("quark.crash.kinds", "").split(","));

    private static Quark quark;
    private static Fatality fatality;
    private static CrashedMachine blank;
    private static CrashedMachine guest;

    @BeforeAll
    static void start() throws IOException {
        quark = Fatality.startOnLibvirt();
        fatality = new Fatality(quark);
        blank = CrashedMachine.blank(quark);
        guest = CrashedMachine.guest(quark);
    }

    @AfterAll
    static void stop() throws IOException {
        if (quark != null) {
            try (Quark ending = quark) {
                CrashedMachine.removeAll(ending);
            }
        }
    }

    @TestFactory
    Stream<DynamicContainer> whateverIsAskedIsFinished() {
        return walks(CrashedManipulation.ofBlanks(), blank);
    }

    @TestFactory
    Stream<DynamicContainer> whateverIsAskedIsFinishedWithTheHelpOfAGuest() {
        guest.awaitBoot();
        return walks(CrashedManipulation.ofGuests(), guest);
    }

    private static Stream<DynamicContainer> walks(List<CrashedManipulation> manipulations, CrashedMachine machine) {
        return manipulations.stream()
                .filter(it -> KINDS.contains("") || KINDS.contains(it.kind()))
                .map(it -> DynamicContainer.dynamicContainer(it.kind(), points(it, machine)));
    }

    private static Stream<DynamicTest> points(CrashedManipulation manipulation, CrashedMachine machine) {
        return Stream.of(manipulation)
                .flatMap(it -> ALL ? all(it, machine).stream() : it.points().stream())
                .map(point -> point.startsWith("orc.") ? point : "compute." + manipulation.kind() + "." + point)
                .map(point -> DynamicTest.dynamicTest(point, () -> endedAt(point, manipulation, machine)));
    }

    private static List<String> all(CrashedManipulation manipulation, CrashedMachine machine) {
        manipulation.before().accept(machine);
        JsonNode work = quark.succeeded(manipulation.ask().apply(machine));
        manipulation.after().accept(machine);
        List<String> points = new ArrayList<>(List.of("taken", "gate.before", "gate.after", "end.before", "end.after"));
        for (JsonNode step : work.path("steps_completed")) {
            points.add("step." + step.path("step").asText() + ".before");
            points.add("step." + step.path("step").asText() + ".after");
        }
        points.addAll(List.of("orc.change.before", "orc.change.after", "orc.finish.before", "orc.finish.after"));
        return points;
    }

    private static void endedAt(String point, CrashedManipulation manipulation, CrashedMachine machine)
            throws IOException {
        boolean ofOrc = point.startsWith("orc.");
        String victim = ofOrc ? fatality.leadingOrc() : LocalCluster.COMPUTE;
        manipulation.before().accept(machine);
        if (ofOrc) {
            fatality.atInTheOnlyOrc(point);
        } else {
            fatality.at(LocalCluster.COMPUTE, point);
        }

        Rest.Answer asked = manipulation.ask().apply(machine);
        boolean ended = fatality.isMetIn(victim, () -> ALL && hasEnded(asked));
        if (ofOrc && ended) {
            fatality.letTheOtherOrcTakeOver();
        } else if (ended) {
            quark.cluster().restart(victim);
        }

        quark.succeeded(asked);
        assertThat(quark.findingsAtRest()).isEmpty();
        Awaitility.await().untilAsserted(() -> {
            JsonNode record = machine.record();
            assertThat(record.path("status").asText())
                    .isEqualTo(manipulation.wanted())
                    .isEqualTo(Libvirt.status(record.path("id").asText()));
        });
        JsonNode audit = quark.succeeded(quark.rest().post("/v1/audit", "")).path("result");
        assertThat(audit.path("count").asInt()).as(audit.toString()).isZero();
        manipulation.after().accept(machine);
    }

    /** Not each has a gate, and what does not begin anything cannot be ended in it. */
    private static boolean hasEnded(Rest.Answer asked) {
        try {
            String state = quark.rest()
                    .get("/v1/work-units/" + asked.id())
                    .json()
                    .path("state")
                    .asText();
            return List.of("succeeded", "failed", "cancelled").contains(state);
        } catch (IOException e) {
            return false;
        }
    }
}
