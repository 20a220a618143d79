package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.tree.Op;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @Test
    void payloadsAreUnfoldedAndSecretsAreNot() {
        String root = API.paths().compute("c1");
        API.tree()
                .commit(
                        Op.createEmpty(root),
                        Op.create(root + "/self", Map.of("ram", 2048, "nested", Map.of("user_data", "top secret"))));

        var tree = API.client().get("/v1/tree?path=/computes/c1&depth=3").is(200);

        assertThat(tree.text("/name")).isEqualTo("c1");
        assertThat(tree.json().path("num_children").asInt()).isEqualTo(1);
        assertThat(tree.json().at("/children/0/data/ram").asInt()).isEqualTo(2048);
        assertThat(tree.text("/children/0/data/nested/user_data")).isEqualTo("***");
        assertThat(tree.text("/children/0/path")).isEqualTo("/computes/c1/self");
        assertThat(tree.json().path("data").isNull()).isTrue();
    }

    @Test
    void theKeyForLookingIntoMachinesIsNeverShown() throws Exception {
        String key = "bm90IGZvciBhbnlib2R5J3MgZXllcw";
        try (InputStream in = API.client().events("/v1/tree/events?path=/");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            await(lines, "event: watching");
            if (API.tree().node(API.paths().secrets()).isEmpty()) {
                API.tree().commit(Op.createEmpty(API.paths().secrets()));
            }
            API.tree().commit(Op.create(API.paths().secrets() + "/tested", Map.of("raw", key)));

            assertThat(await(lines, "/secrets/tested")).contains("***").doesNotContain(key);
        }
        for (String path : List.of("/", "/secrets", "/secrets/tested")) {
            assertThat(API.client()
                            .get("/v1/tree?depth=16&path=" + path)
                            .is(200)
                            .json()
                            .toString())
                    .contains("***")
                    .doesNotContain(key);
        }
    }

    @Test
    void depthBoundsTheWalk() {
        var tree = API.client().get("/v1/tree?depth=1").is(200);

        assertThat(tree.text("/name")).isEqualTo("/");
        assertThat(tree.json().path("children").findValuesAsText("name")).contains("computes", "orc", "version");
        assertThat(tree.json().at("/children/0/children")).isEmpty();
        API.client().get("/v1/tree?path=/&depth=8").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"computes", "/..", "/a/../b", "/a//b", "/a%00b"})
    void onlyPathsBelowTheRootAreTaken(String path) {
        API.client().get("/v1/tree?path=" + path).isProblem(400);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        API.client().get("/v1/tree?path=/nothing").isProblem(404);
    }

    @Test
    void changesAreTold() throws Exception {
        try (InputStream in = API.client().events("/v1/tree/events?path=/computes");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            await(lines, "event: watching");
            API.tree().commit(Op.createEmpty(API.paths().compute("c9")));
            API.tree().commit(Op.create(API.paths().self("c9"), Map.of("ram", 1)));

            assertThat(await(lines, "\"path\":\"/computes/c9/self\""))
                    .contains("\"ram\":1")
                    .contains("\"set\"");
        }
    }

    private static String await(BufferedReader lines, String part) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + part);
    }
}
