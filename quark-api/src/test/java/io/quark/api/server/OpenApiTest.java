package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenApiTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static JsonNode document() {
        return API.client().get("/openapi.json").is(200).json();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();

        for (String reference : document.findValuesAsText("$ref")) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void everySchemaHasANameThatTheStandardAllows() {
        assertThat(document().at("/components/schemas").fieldNames())
                .toIterable()
                .allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9._-]+"));
    }

    @Test
    void theDocumentHasTheResourcesOfTheContract() {
        Set<String> paths = new TreeSet<>();
        document().path("paths").fieldNames().forEachRemaining(paths::add);

        assertThat(paths)
                .contains(
                        "/v1/instances",
                        "/v1/instances/{instance}",
                        "/v1/instances/{instance}/actions",
                        "/v1/instances/{instance}/history",
                        "/v1/flavors",
                        "/v1/flavors/{flavor}",
                        "/v1/volumes",
                        "/v1/volumes/{volume}",
                        "/v1/snapshots",
                        "/v1/snapshots/{snapshot}",
                        "/v1/snapshots/{snapshot}/image",
                        "/v1/instances/{instance}/console-log",
                        "/v1/instances/{instance}/screenshot",
                        "/v1/instances/{instance}/agent",
                        "/v1/instances/{instance}/statistics",
                        "/v1/instances/{instance}/console",
                        "/v1/work-units",
                        "/v1/work-units/{work_unit}",
                        "/v1/work-units/{work_unit}/cancel",
                        "/v1/work-units/{work_unit}/explain",
                        "/v1/work-units/{work_unit}/events",
                        "/v1/networks",
                        "/v1/networks/{network}",
                        "/v1/ports",
                        "/v1/addresses",
                        "/v1/qos-policies",
                        "/v1/qos-policies/{qos_policy}",
                        "/v1/qos-policies/{qos_policy}/rules",
                        "/v1/qos-policies/{qos_policy}/rules/{rule}",
                        "/v1/qos-policies/{qos_policy}/status",
                        "/v1/qos-policies/{qos_policy}/bindings",
                        "/v1/qos-policies/{qos_policy}/sync",
                        "/v1/qos-rule-types",
                        "/v1/security-groups",
                        "/v1/security-groups/{security_group}",
                        "/v1/images",
                        "/v1/images/{image}",
                        "/v1/images/{image}/data",
                        "/v1/computes",
                        "/v1/computes/{compute}",
                        "/v1/orcs",
                        "/v1/tree",
                        "/v1/tree/events",
                        "/v1/events",
                        "/openapi.json",
                        "/docs");
    }

    /** The server is made from the same table; this sees that it is. */
    @Test
    void everyDocumentedOperationIsServedAndNoOtherMethodIs() {
        document().path("paths").properties().forEach(path -> {
            Set<String> documented = new HashSet<>();
            path.getValue().fieldNames().forEachRemaining(documented::add);
            if (!documented.contains("delete")) {
                var refused = API.client()
                        .delete(path.getKey().replaceAll("\\{[a-z_]+}", "x"))
                        .isProblem(405);
                List<String> allowed =
                        List.of(refused.header("Allow").toLowerCase(Locale.ROOT).split(", ", -1));
                assertThat(allowed).as(path.getKey()).containsExactlyInAnyOrderElementsOf(documented);
            }
        });
    }

    @Test
    void eachActionIsNamedByTheBodyOfExactlyOne() {
        JsonNode bodies = document()
                .at(
                        "/paths/~1v1~1instances~1{instance}~1actions/post/requestBody/content/application~1json/schema/oneOf");

        List<String> actions = new ArrayList<>();
        for (JsonNode body : bodies) {
            JsonNode schema = document().at(body.path("$ref").asText().substring(1));
            assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
            String pattern = schema.at("/properties/action/pattern").asText();
            assertThat(pattern).matches("\\^\\([a-z_|]+\\)\\$");
            actions.addAll(List.of(pattern.replaceAll("[^a-z_|]", "").split("\\|", -1)));
        }
        assertThat(actions)
                .containsExactlyInAnyOrder(
                        "start",
                        "stop",
                        "reboot",
                        "pause",
                        "resume",
                        "suspend",
                        "resize",
                        "rebuild",
                        "rescue",
                        "unrescue",
                        "snapshot",
                        "restore",
                        "attach_port",
                        "detach_port",
                        "attach_volume",
                        "detach_volume",
                        "migrate",
                        "evacuate");
    }

    @Test
    void rulesOfFieldsAreInTheDocument() {
        JsonNode body = document().at("/components/schemas/InstanceBody");

        assertThat(body.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(body.at("/required").toString()).isEqualTo("[\"name\"]");
        assertThat(body.at("/properties/ram/minimum").asLong()).isEqualTo(16);
        assertThat(body.at("/properties/nics/maxItems").asInt()).isEqualTo(8);
        assertThat(body.at("/properties/name/pattern").asText()).isNotEmpty();
    }

    @Test
    void answersHaveTheFieldsOfTheDocument() {
        API.network("documented", "10.0.0.0/24");
        JsonNode schema = document().at("/components/schemas/Network/properties");
        JsonNode network = API.client().get("/v1/networks/documented").json();

        assertThat(network.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(schema::fieldNames);
    }

    @Test
    void theHumanViewIsServed() {
        assertThat(API.client().get("/docs").is(200).json().asText()).contains("swagger-ui");
        assertThat(API.client().get("/docs/swagger-ui.css").status()).isEqualTo(200);
        assertThat(API.client().get("/docs/swagger-ui-bundle.js").status()).isEqualTo(200);
        API.client().get("/docs/other").isProblem(404);
    }
}
