package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.tree.Op;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
                    .post("/v1/networks", "{\"name\":\"foreign\"}", "Quark-Project", "other", "Prefer", "wait=30")
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
                    .post("/v1/qos-policies", "{\"name\":\"heard\"}", "Prefer", "wait=30")
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
        API.client().delete("/v1/volumes/v", "Prefer", "wait=30").succeeded();
        try (InputStream in = API.client(1).events("/v1/events?types=volume,snapshot", "Last-Event-ID", last);
                BufferedReader lines = reader(in)) {
            assertThat(next(lines, "event: ")).isEqualTo("snapshot.created");
            assertThat(next(lines, "event: ")).isEqualTo("volume.deleted");
            assertThat(next(lines, "data: ")).contains("\"v\"").doesNotContain("\"status\":\"");
        }
    }

    @Test
    void whatAHostSaysOfAMachineIsToldInItsProject() throws Exception {
        API.image("status");
        String machine = done("/v1/instances", "{\"name\":\"told\",\"image\":\"status\",\"ram\":64,\"cpu\":1}");
        String volume = Ids.fresh();
        String host = API.paths().compute("c7");

        try (InputStream in = API.client().events("/v1/events?types=instance.status&project=default");
                BufferedReader lines = reader(in)) {
            API.tree().commit(Op.createEmpty(host));
            API.tree().commit(Op.createEmpty(API.paths().managing("c7")));
            API.tree().commit(Op.create(API.paths().managed("c7", volume), managed(Managed.VOLUME, "disk")));
            API.tree().commit(Op.create(API.paths().managed("c7", machine), managed("sim", "told")));

            assertThat(next(lines, "data: "))
                    .as("a volume has no status")
                    .contains("instance.status", machine, "\"default\"", "running");
        }
    }

    private static Managed managed(String kind, String name) {
        return Managed.running(kind, name, Instant.EPOCH, Resources.NONE, "t");
    }

    private static String done(String path, String body) {
        return API.client().post(path, body, "Prefer", "wait=30").succeeded().text("/target/id");
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
