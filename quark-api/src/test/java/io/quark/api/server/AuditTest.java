package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AuditTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @Test
    void theResultListsWhatIsBroken() {
        JsonNode result = API.client()
                .post("/v1/audit", "", "Prefer", "wait=30")
                .succeeded()
                .json()
                .path("result");
        assertThat(result.path("count").isInt()).isTrue();
        assertThat(result.path("count").asInt()).isEqualTo(1);
        assertThat(result.at("/findings/0/invariant").asText()).isEqualTo("I4");
        assertThat(result.at("/findings/0/subject").asText()).isEqualTo("/quark/net");
        assertThat(result.at("/silent_hosts/0").asText()).isEqualTo("c7");
    }

    @Test
    void anUnknownComputeIsRefusedByName() {
        JsonNode problem =
                API.client().post("/v1/audit?compute=nowhere", "").is(400).json();
        assertThat(problem.toString()).contains("there is no compute nowhere");
    }
}
