package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.MachineRequest.Resize;
import io.quark.common.model.WorkUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlavorsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static void flavor(String name, String more) {
        API.client()
                .post(
                        "/v1/flavors",
                        "{\"name\":\"" + name + "\",\"ram\":2048,\"cpu\":2,\"storage\":1000" + more + "}",
                        "Prefer",
                        "wait=30")
                .succeeded();
    }

    @Test
    void aFlavorSaysWhatOfItsHostAMachineGets() {
        flavor(
                "pinned",
                ",\"hardware\":{\"cpu_pins\":[\"2\",\"4-7\"],\"huge_page_kib\":2048,\"pci\":[\"0000:03:00.0\"],"
                        + "\"numa\":[{\"cpus\":\"0\",\"ram\":1024},{\"cpus\":\"1\",\"ram\":1024,\"host_node\":1}],"
                        + "\"devices_xml\":[\"<watchdog model='i6300esb'/>\"],\"host_labels\":{\"gpu\":\"yes\"}}");

        var flavor = API.client(1).get("/v1/flavors/pinned").is(200);

        assertThat(flavor.text("/hardware/cpu_pins/1")).isEqualTo("4-7");
        assertThat(flavor.json().at("/hardware/numa/1/host_node").asInt()).isEqualTo(1);
        assertThat(flavor.text("/hardware/host_labels/gpu")).isEqualTo("yes");
        assertThat(API.client()
                        .get("/v1/flavors?name=pinned", "Quark-Project", "other")
                        .json()
                        .path("items"))
                .as("flavors are for all projects")
                .hasSize(1);
    }

    @Test
    void aMachineIsMadeInTheShapeOfAFlavor() {
        API.image("tiny");
        flavor("shape", "");

        API.client()
                .post(
                        "/v1/instances",
                        "{\"name\":\"shaped\",\"image\":\"tiny\",\"flavor\":\"shape\",\"restart\":\"always\"}",
                        "Prefer",
                        "wait=30")
                .succeeded();

        var instance = API.client().get("/v1/instances/shaped");
        assertThat(instance.json().path("ram").asLong()).isEqualTo(2048);
        assertThat(instance.json().path("storage").asLong()).isEqualTo(1000);
        assertThat(instance.text("/restart")).isEqualTo("always");
        assertThat(instance.text("/flavor"))
                .isEqualTo(API.client().get("/v1/flavors/shape").text("/id"));
        resizedToAFlavorItGetsItsHardware();
    }

    private void resizedToAFlavorItGetsItsHardware() {
        flavor("larger", ",\"hardware\":{\"cpu_pins\":[\"0\",\"1\"]}");
        API.orc().pause();

        String workUnit = API.client()
                .post("/v1/instances/shaped/actions", "{\"action\":\"resize\",\"flavor\":\"larger\"}")
                .is(202)
                .text("/id");

        Resize resize = (Resize) API.tree()
                .node(API.paths().nextWorkUnit(workUnit))
                .orElseThrow()
                .as(WorkUnit.class)
                .request()
                .orElseThrow();
        assertThat(resize.hardware().orElseThrow().cpuPins()).containsExactly("0", "1");
        assertThat(resize.ram()).contains(2048L);
    }

    @Test
    void aNameIsUniqueAndAFlavorCanBeForgotten() {
        flavor("gone", "");
        API.client()
                .post("/v1/flavors", "{\"name\":\"gone\",\"ram\":64,\"cpu\":1}", "Quark-Project", "other")
                .isProblem(409);

        API.client().delete("/v1/flavors/gone", "Prefer", "wait=30").succeeded();

        API.client().get("/v1/flavors/gone").isProblem(404);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/hardware/cpu_pins      | \"cpu_pins\":[\"1\"]",
                "/hardware/cpu_pins/0    | \"cpu_pins\":[\"one\",\"2\"]",
                "/hardware/huge_page_kib | \"huge_page_kib\":3000",
                "/hardware/numa          | \"numa\":[{\"cpus\":\"0-1\",\"ram\":1}]",
                "/hardware/numa          | \"numa\":[{\"cpus\":\"0-2\",\"ram\":2048}]",
                "/hardware/numa          | \"numa\":[{\"cpus\":\"0\",\"ram\":1024},{\"cpus\":\"0\",\"ram\":1024}]",
                "/hardware/pci/0         | \"pci\":[\"first\"]",
                "/hardware/domain_xml/0  | \"domain_xml\":[\"<a/><b/>\"]",
                "/hardware/domain_xml/0  | \"domain_xml\":[\"</domain>\"]",
                "/hardware/domain_xml/0  | \"domain_xml\":[\"text\"]",
                "/hardware/devices_xml/0 | \"devices_xml\":[\"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>\"]",
                "/hardware/gpus          | \"gpus\":1",
            })
    void faultsOfHardwareAreNamedByTheirPointer(String pointer, String hardware) {
        var problem = API.client()
                .post("/v1/flavors", "{\"name\":\"f\",\"ram\":2048,\"cpu\":2,\"hardware\":{" + hardware + "}}")
                .isProblem(400);

        assertThat(problem.json().path("errors").findValuesAsText("pointer")).contains(pointer);
    }
}
