package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineRequest.AttachPort;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.MachineRequest.Rebuild;
import io.quark.common.model.MachineRequest.Rescue;
import io.quark.common.model.MachineRequest.Resize;
import io.quark.common.model.MachineRequest.Start;
import io.quark.common.model.MachineRequest.Stop;
import io.quark.common.model.MachineRequest.TakeSnapshot;
import io.quark.common.model.MachineRequest.Unrescue;
import io.quark.common.model.PowerOff;
import io.quark.common.model.WorkUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static final AtomicInteger COUNT = new AtomicInteger();

    @BeforeAll
    static void world() {
        API.image("tiny");
        API.image("other");
        API.network("web", "10.1.0.0/24");
    }

    /** A running machine; answers its id. */
    private static String machine() {
        return API.client()
                .post(
                        "/v1/instances",
                        "{\"name\":\"m" + COUNT.incrementAndGet()
                                + "\",\"image\":\"tiny\",\"ram\":128,\"cpu\":1,\"storage\":100}",
                        "Prefer",
                        "wait=30")
                .succeeded()
                .text("/target/id");
    }

    private static Client.Answer act(String machine, String body, String... headers) {
        return API.client().post("/v1/instances/" + machine + "/actions", body, headers);
    }

    private static void done(String machine, String body) {
        act(machine, body, "Prefer", "wait=30").succeeded();
    }

    /** What an orc is asked for. */
    private static MachineRequest asked(String machine, String body) {
        API.orc().pause();
        String workUnit = act(machine, body).is(202).text("/id");
        return (MachineRequest) API.tree()
                .node(API.paths().nextWorkUnit(workUnit))
                .orElseThrow()
                .as(WorkUnit.class)
                .request()
                .orElseThrow();
    }

    @Test
    void aMachineThatNobodyHasTakenUpYetCanBeAskedAlready() {
        API.orc().pause();
        String machine = API.client()
                .post("/v1/instances", "{\"name\":\"early\",\"image\":\"tiny\",\"ram\":128,\"cpu\":1}")
                .is(202)
                .text("/target/id");

        String stop = act(machine, "{\"action\":\"stop\"}").is(202).text("/id");
        String rename = API.client()
                .patch("/v1/instances/" + machine, "{\"name\":\"renamed\"}")
                .is(202)
                .text("/id");
        act(machine, "{\"action\":\"stop\"}", "Quark-Project", "other").isProblem(404);
        act(machine.substring(0, 35) + (machine.endsWith("0") ? "1" : "0"), "{\"action\":\"stop\"}")
                .isProblem(404);

        API.orc().resume();
        for (String work : List.of(stop, rename)) {
            assertThat(API.client().get("/v1/work-units/" + work + "?wait=30").text("/state"))
                    .isEqualTo("succeeded");
        }
        assertThat(API.client().get("/v1/instances/" + machine).text("/name")).isEqualTo("renamed");
    }

    @Test
    void anActionIsAWorkUnitOfItsMachineInItsShard() {
        String machine = machine();
        API.orc().pause();

        var answer = act(machine, "{\"action\":\"stop\"}").is(202);

        assertThat(answer.text("/kind")).isEqualTo("stop");
        assertThat(answer.text("/target/id")).isEqualTo(machine);
        assertThat(API.paths().shardOf(answer.text("/id")))
                .isEqualTo(API.paths().shardOf(machine));
        assertThat(API.client()
                        .get("/v1/instances/" + machine + "/history")
                        .json()
                        .path("items")
                        .findValuesAsText("kind"))
                .containsExactly("stop", "build");
    }

    @Test
    void aGuestHasAMinuteToStopUnlessToldOtherwise() {
        assertThat(asked(machine(), "{\"action\":\"stop\"}")).isEqualTo(new Stop(false, 60));
        API.orc().resume();
        assertThat(asked(machine(), "{\"action\":\"stop\",\"force\":true,\"deadline_s\":5}"))
                .isEqualTo(new Stop(true, 5));
    }

    @Test
    void powerStateIsWhatIsWanted() {
        String machine = machine();

        done(machine, "{\"action\":\"suspend\"}");

        assertThat(API.client().get("/v1/instances/" + machine).text("/power_state"))
                .isEqualTo("suspended");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, pause, stopped",
        "stop, resume, stopped",
        "stop, reboot, stopped",
        "stop, suspend, stopped",
        "stop, stop, stopped",
        "pause, start, paused",
        "pause, pause, paused",
        "suspend, pause, suspended",
        "suspend, reboot, suspended",
        "resume, start, running"
    })
    void whatDoesNotFitHowAMachineIsIsAConflictThatNamesIt(String before, String action, String state) {
        String machine = machine();
        if (!before.equals("resume")) {
            done(machine, "{\"action\":\"" + before + "\"}");
        }

        var problem = act(machine, "{\"action\":\"" + action + "\"}").isProblem(409);

        assertThat(problem.text("/detail")).contains("is " + state);
    }

    @Test
    void whatWaitsForSomethingElseIsNotJudgedByHowTheMachineIsNow() {
        String machine = machine();
        API.orc().pause();
        act(machine, "{\"action\":\"stop\"}").is(202);

        assertThat(asked(machine, "{\"action\":\"start\"}")).isEqualTo(new Start());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/action       | {}",
                "/action       | {\"action\":\"explode\"}",
                "/force        | {\"action\":\"start\",\"force\":true}",
                "/deadline_s   | {\"action\":\"stop\",\"deadline_s\":0}",
                "/force        | {\"action\":\"reboot\",\"force\":\"yes\"}",
                "/flavor       | {\"action\":\"resize\"}",
                "/flavor       | {\"action\":\"resize\",\"ram\":256,\"flavor\":\"f\"}",
                "/ram          | {\"action\":\"resize\",\"ram\":1}",
                "/boot/kernel  | {\"action\":\"rescue\",\"boot\":{\"kernel\":\"/etc/passwd\"}}",
                "/image        | {\"action\":\"rebuild\",\"image\":\"tiny\",\"boot\":{\"kernel\":\"/k\"}}",
                "/name         | {\"action\":\"snapshot\"}",
                "/name         | {\"action\":\"snapshot\",\"name\":\"a/b\"}",
                "/snapshot     | {\"action\":\"restore\"}",
                "/network      | {\"action\":\"attach_port\"}",
                "/network      | {\"action\":\"attach_port\",\"network\":\"wbe\"}",
                "/ips/0        | {\"action\":\"attach_port\",\"network\":\"web\",\"ips\":[\"10.2.0.1\"]}",
                "/ips/0        | {\"action\":\"attach_port\",\"network\":\"web\",\"ips\":[\"ten\"]}",
                "/mac          | {\"action\":\"attach_port\",\"network\":\"web\",\"mac\":\"zz\"}",
                "/port         | {\"action\":\"attach_port\",\"network\":\"web\",\"port\":\"p\"}",
                "/port         | {\"action\":\"detach_port\"}",
                "/volume       | {\"action\":\"attach_volume\"}",
                "/max_downtime_ms | {\"action\":\"migrate\",\"max_downtime_ms\":0}",
                "/fenced       | {\"action\":\"evacuate\",\"fenced\":1}",
            })
    void faultsOfABodyAreNamedByTheirPointer(String pointer, String body) {
        var problem = act(machine(), body).isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).contains(pointer);
    }

    @ParameterizedTest(name = "{1} {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "422 | {\"action\":\"resize\",\"storage\":99}",
                "404 | {\"action\":\"resize\",\"flavor\":\"nothing\"}",
                "404 | {\"action\":\"rebuild\",\"image\":\"nothing\"}",
                "404 | {\"action\":\"restore\",\"snapshot\":\"nothing\"}",
                "404 | {\"action\":\"attach_volume\",\"volume\":\"nothing\"}",
                "404 | {\"action\":\"detach_volume\",\"volume\":\"nothing\"}",
                "404 | {\"action\":\"detach_port\",\"port\":\"0197a7f0-0000-7000-8000-000000000001\"}",
                "404 | {\"action\":\"migrate\",\"compute\":\"nothing\"}",
                "422 | {\"action\":\"unrescue\"}",
                "422 | {\"action\":\"evacuate\"}",
            })
    void whatIsNotThereOrAgainstARuleIsRefusedAtOnce(int status, String body) {
        act(machine(), body).isProblem(status);
    }

    @Test
    void aMachineThatIsRescuedIsNotRescuedAgain() {
        String machine = machine();
        assertThat(((Rescue) asked(machine, "{\"action\":\"rescue\",\"image\":\"other\"}"))
                        .boot()
                        .image())
                .contains(API.client().get("/v1/images/other").text("/id"));
        API.orc().resume();
        done(machine(), "{\"action\":\"rescue\"}");

        String rescued = machine();
        done(rescued, "{\"action\":\"rescue\"}");
        act(rescued, "{\"action\":\"rescue\"}").isProblem(422);
        act(rescued, "{\"action\":\"resize\",\"ram\":256}").isProblem(422);
        assertThat(API.client().get("/v1/instances/" + rescued).text("/rescue/image"))
                .isEqualTo(API.client().get("/v1/images/tiny").text("/id"));
        done(rescued, "{\"action\":\"unrescue\"}");
        assertThat(API.client()
                        .get("/v1/instances/" + rescued)
                        .json()
                        .path("rescue")
                        .isNull())
                .isTrue();
    }

    @Test
    void aMachineIsRebuiltFromItsOwnImageUnlessAnotherIsNamed() {
        Rebuild rebuild = (Rebuild) asked(machine(), "{\"action\":\"rebuild\"}");

        assertThat(rebuild.image()).contains(API.client().get("/v1/images/tiny").text("/id"));
        assertThat(rebuild.boot().files()).hasSize(1);
    }

    @Test
    void howAMachineIsEndedForAnotherBootOrShapeMayBeSaid() {
        PowerOff soon = new PowerOff(false, 5);
        PowerOff now = new PowerOff(true, 60);

        assertThat(((Rebuild) asked(machine(), "{\"action\":\"rebuild\",\"deadline_s\":5}")).powerOff())
                .contains(soon);
        API.orc().resume();
        assertThat(((Rescue) asked(machine(), "{\"action\":\"rescue\",\"force\":true}")).powerOff())
                .contains(now);
        API.orc().resume();
        assertThat(((Resize) asked(machine(), "{\"action\":\"resize\",\"ram\":256,\"deadline_s\":5}")).powerOff())
                .contains(soon);
        API.orc().resume();
        String rescued = machine();
        done(rescued, "{\"action\":\"rescue\"}");
        assertThat(((Unrescue) asked(rescued, "{\"action\":\"unrescue\",\"force\":true}")).powerOff())
                .contains(now);
        API.orc().resume();
        act(machine(), "{\"action\":\"rescue\",\"deadline_s\":3601}").isProblem(400);
    }

    @Test
    void aResizeSaysWhatIsToChangeOnly() {
        assertThat(asked(machine(), "{\"action\":\"resize\",\"ram\":256,\"restart\":false}"))
                .isEqualTo(new Resize(
                        Optional.of(256L),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true));
    }

    @Test
    void aRunningMachineMovesLiveUnlessToldOtherwise() {
        assertThat(((Migrate) askedBehindAnother("{\"action\":\"migrate\"}")).live())
                .isTrue();
    }

    private static MachineRequest askedBehindAnother(String body) {
        String machine = machine();
        API.orc().pause();
        act(machine, "{\"action\":\"reboot\"}").is(202); // what waits is not judged by a host that is away
        return asked(machine, body);
    }

    @Test
    void aPortIsAttachedAsAtABuild() {
        AttachPort attach = (AttachPort)
                asked(machine(), "{\"action\":\"attach_port\",\"network\":\"web\",\"ips\":[\"10.1.0.9\"]}");

        String web = API.client().get("/v1/networks/web").text("/id");
        assertThat(attach.nic()).isEqualTo(NicRequest.on(web, java.util.List.of("10.1.0.9"), Optional.empty()));
    }

    @Test
    void aSnapshotLiesInItsMachinesShardAndItsNameIsUnique() {
        String machine = machine();
        TakeSnapshot take = (TakeSnapshot) asked(machine, "{\"action\":\"snapshot\",\"name\":\"s1\",\"memory\":true}");
        API.orc().resume();

        assertThat(take.snapshot().memory()).isTrue();
        assertThat(take.snapshot().instance()).isEqualTo(machine);
        assertThat(API.paths().shardOf(take.snapshot().id()))
                .isEqualTo(API.paths().shardOf(machine));
        done(machine, "{\"action\":\"snapshot\",\"name\":\"s2\"}");
        act(machine, "{\"action\":\"snapshot\",\"name\":\"s2\"}").isProblem(409);
        act(machine(), "{\"action\":\"restore\",\"snapshot\":\"s2\"}").isProblem(404);
        done(machine, "{\"action\":\"restore\",\"snapshot\":\"s2\"}");
    }

    @Test
    void aRepeatIsAnsweredTheSameEvenWhereItWouldNotFitAnyMore() {
        String machine = machine();
        String first = act(machine, "{\"action\":\"stop\"}", "Idempotency-Key", "stop-it", "Prefer", "wait=30")
                .succeeded()
                .text("/id");

        String second = act(machine, "{\"action\":\"stop\"}", "Idempotency-Key", "stop-it")
                .is(202)
                .text("/id");

        assertThat(second).isEqualTo(first);
    }
}
