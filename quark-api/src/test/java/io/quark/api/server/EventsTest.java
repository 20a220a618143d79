package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventsTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines, String prefix) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new AssertionError("the stream ended without " + prefix);
    }

    @Test
    void changesAreToldAsTheyHappenAndFiltered() throws Exception {
        try (InputStream in = API.client().events("/v1/events?types=network&project=default");
                BufferedReader lines = reader(in)) {
            API.client()
                    .post("/v1/networks", "{\"name\":\"foreign\"}", "Quark-Project", "other", "Prefer", "wait=10")
                    .succeeded();
            API.image("not-asked-for");
            String id = API.network("told");

            assertThat(next(lines, "id: ")).matches("[0-9]+");
            assertThat(next(lines, "event: ")).isEqualTo("network.created");
            assertThat(next(lines, "data: ")).contains(id);
        }
    }

    @Test
    void changesOfPoliciesAreTold() throws Exception {
        try (InputStream in = API.client().events("/v1/events?types=qos_policy");
                BufferedReader lines = reader(in)) {
            API.client()
                    .post("/v1/qos-policies", "{\"name\":\"heard\"}", "Prefer", "wait=10")
                    .succeeded();

            assertThat(next(lines, "event: ")).isEqualTo("qos_policy.created");
            assertThat(next(lines, "data: ")).contains("heard").contains("\"default\"");
        }
    }

    @Test
    void changesOfWhatMachinesHaveAreTold() throws Exception {
        String last;
        try (InputStream in = API.client().events("/v1/events?types=volume,flavor,image,snapshot");
                BufferedReader lines = reader(in)) {
            API.image("disk");
            assertThat(next(lines, "event: ")).isEqualTo("image.created");
            done("/v1/volumes", "{\"name\":\"v\",\"size\":10}");
            assertThat(next(lines, "event: ")).isEqualTo("volume.created");
            assertThat(next(lines, "data: ")).contains("\"v\"", "\"new\"", "\"default\"");
            done("/v1/flavors", "{\"name\":\"f\",\"ram\":64,\"cpu\":1}");
            last = next(lines, "id: ");
            assertThat(next(lines, "event: ")).isEqualTo("flavor.created");
        }
        done("/v1/instances", "{\"name\":\"m\",\"image\":\"disk\",\"ram\":64,\"cpu\":1}");
        done("/v1/snapshots", "{\"instance\":\"m\",\"name\":\"s\"}");
        API.client().delete("/v1/volumes/v", "Prefer", "wait=10").succeeded();
        try (InputStream in = API.client(1).events("/v1/events?types=volume,snapshot", "Last-Event-ID", last);
                BufferedReader lines = reader(in)) {
            assertThat(next(lines, "event: ")).isEqualTo("snapshot.created");
            assertThat(next(lines, "event: ")).isEqualTo("volume.deleted");
            assertThat(next(lines, "data: ")).contains("\"v\"").doesNotContain("\"status\":\"");
        }
    }

    private static void done(String path, String body) {
        API.client().post(path, body, "Prefer", "wait=10").succeeded();
    }

    @Test
    void aClientThatComesBackGoesOnWhereItWasAlsoAtAnotherApi() throws Exception {
        String last;
        try (InputStream in = API.client().events("/v1/events?types=network");
                BufferedReader lines = reader(in)) {
            API.network("seen");
            last = next(lines, "id: ");
        }
        API.network("missed");
        API.client(1).get("/v1/networks/missed").is(200); // the other api knows of it

        try (InputStream in = API.client(1).events("/v1/events?types=network", "Last-Event-ID", last);
                BufferedReader lines = reader(in)) {
            assertThat(next(lines, "data: ")).contains("missed");
        }
    }

    @Test
    void aClientThatWasAwayForTooLongIsToldSo() throws Exception {
        try (InputStream in = API.client().events("/v1/events", "Last-Event-ID", "1");
                BufferedReader lines = reader(in)) {
            assertThat(next(lines, "event: ")).isEqualTo("reset");
        }
    }
}
