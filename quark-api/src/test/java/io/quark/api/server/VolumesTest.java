package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumesTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @BeforeAll
    static void world() {
        API.image("tiny");
        for (String name : new String[] {"a", "b"}) {
            API.client()
                    .post(
                            "/v1/instances",
                            "{\"name\":\"" + name + "\",\"image\":\"tiny\",\"ram\":128,\"cpu\":1}",
                            "Prefer",
                            "wait=30")
                    .succeeded();
        }
    }

    private static void volume(String name) {
        API.client()
                .post(
                        "/v1/volumes",
                        "{\"name\":\"" + name + "\",\"size\":1024,\"labels\":{\"set\":\"" + name + "\"}}",
                        "Prefer",
                        "wait=30")
                .succeeded();
    }

    private static Client.Answer act(String instance, String action, String volume) {
        return API.client()
                .post(
                        "/v1/instances/" + instance + "/actions",
                        "{\"action\":\"" + action + "\",\"volume\":\"" + volume + "\"}",
                        "Prefer",
                        "wait=30");
    }

    @Test
    void aVolumeIsNewUntilItIsAttachedAndStaysWhenItIsDetached() {
        volume("data");
        assertThat(API.client().get("/v1/volumes/data").text("/status")).isEqualTo("new");

        act("a", "attach_volume", "data").succeeded();

        var volume = API.client(1).get("/v1/volumes/data").is(200);
        assertThat(volume.text("/status")).isEqualTo("attached");
        assertThat(volume.text("/device")).isEqualTo("vdc");
        var instance = API.client().get("/v1/instances/a").json();
        assertThat(instance.at("/volumes/0/id").asText()).isEqualTo(volume.text("/id"));
        assertThat(API.client().get("/v1/volumes?instance=a").json().path("items"))
                .hasSize(1);
        act("a", "detach_volume", "data").succeeded();
        assertThat(API.client().get("/v1/volumes/data").text("/status")).isEqualTo("available");
    }

    @Test
    void aVolumeInUseIsNeitherAttachedAgainNorDeleted() {
        volume("used");
        act("a", "attach_volume", "used").succeeded();

        assertThat(act("b", "attach_volume", "used").isProblem(409).text("/detail"))
                .contains("attached: instance a");
        assertThat(act("b", "detach_volume", "used").isProblem(409).text("/detail"))
                .contains("but to a");
        assertThat(API.client().delete("/v1/volumes/used").isProblem(409).text("/detail"))
                .contains("instance a");
        act("a", "detach_volume", "used").succeeded();
        API.client().delete("/v1/volumes/used", "Prefer", "wait=30").succeeded();
        API.client().get("/v1/volumes/used").isProblem(404);
    }

    @Test
    void aVolumeOnlyGrows() {
        volume("grown");

        API.client().patch("/v1/volumes/grown", "{\"size\":512}").isProblem(422);
        API.client().patch("/v1/volumes/grown", "{\"size\":1024}").isProblem(422);
        API.client().patch("/v1/volumes/grown", "{}").isProblem(400);
        API.client()
                .patch("/v1/volumes/grown", "{\"size\":4096}", "If-Match", "\"7\"")
                .isProblem(412);
        API.client()
                .patch("/v1/volumes/grown", "{\"size\":4096}", "Prefer", "wait=30")
                .succeeded();

        assertThat(API.client().get("/v1/volumes/grown").json().path("size").asLong())
                .isEqualTo(4096);
    }

    @Test
    void volumesAreListedByWhatTheyAre() {
        volume("listed");

        assertThat(API.client().get("/v1/volumes?label=set=listed").json().path("items"))
                .hasSize(1);
        assertThat(API.client()
                        .get("/v1/volumes?name=listed&status=available")
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(API.client()
                        .get("/v1/volumes?name=listed", "Quark-Project", "other")
                        .json()
                        .path("items"))
                .isEmpty();
        API.client().post("/v1/volumes", "{\"name\":\"listed\",\"size\":1}").isProblem(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/name       | {\"size\":1}",
                "/size       | {\"name\":\"x\"}",
                "/size       | {\"name\":\"x\",\"size\":0}",
                "/pool       | {\"name\":\"x\",\"size\":1,\"pool\":\"../x\"}",
                "/labels/a b | {\"name\":\"x\",\"size\":1,\"labels\":{\"a b\":\"c\"}}",
                "/format     | {\"name\":\"x\",\"size\":1,\"format\":\"raw\"}",
            })
    void faultsAreNamedByTheirPointer(String pointer, String body) {
        assertThat(API.client()
                        .post("/v1/volumes", body)
                        .isProblem(400)
                        .json()
                        .path("errors")
                        .findValuesAsText("pointer"))
                .contains(pointer);
    }
}
