package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImagesTest {

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    private static String sha256(byte[] data) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    private static String body(String name, String format, Path source) {
        return "{\"name\":\"" + name + "\",\"format\":\"" + format + "\",\"source\":\"" + source + "\"}";
    }

    @Test
    void anImageIsMadeOfAFileOfTheApisMachine() throws Exception {
        byte[] data = TestDisks.qcow2(0, 0);
        Path file = API.file("plain.qcow2", data);

        API.client()
                .post("/v1/images", body("plain", "qcow2", file), "Prefer", "wait=30")
                .succeeded();

        var image = API.client(1).get("/v1/images/plain").is(200);
        assertThat(image.text("/status")).isEqualTo("ready");
        assertThat(image.text("/files/0/sha256")).isEqualTo(sha256(data));
        assertThat(image.json().path("size").asLong()).isEqualTo(data.length);
        assertThat(image.json().toString()).doesNotContain(file.toString());
        assertThat(API.client().bytes("/v1/images/plain/files/disk")).isEqualTo(data);
        API.client().get("/v1/images/plain/files/kernel").isProblem(404);
    }

    @Test
    void aFileUrlWillDoAndAWrongHashWillNot() {
        Path file = API.file("url.raw", "data".getBytes(StandardCharsets.UTF_8));
        String url = "{\"name\":\"url\",\"format\":\"raw\",\"source\":\"" + file.toUri() + "\"";

        var problem = API.client()
                .post("/v1/images", url + ",\"sha256\":\"" + "0".repeat(64) + "\"}")
                .isProblem(400);

        assertThat(problem.text("/errors/0/pointer")).isEqualTo("/sha256");
        API.client().post("/v1/images", url + "}", "Prefer", "wait=30").succeeded();
    }

    @Test
    void aKernelComesWithItsInitrd() {
        Path kernel = API.file("vmlinuz", "kernel".getBytes(StandardCharsets.UTF_8));
        Path initrd = API.file("initrd", "initrd".getBytes(StandardCharsets.UTF_8));

        API.client()
                .post(
                        "/v1/images",
                        "{\"name\":\"k\",\"format\":\"kernel\",\"kernel\":\"" + kernel + "\",\"initrd\":\"" + initrd
                                + "\",\"cmdline\":\"console=ttyS0\"}",
                        "Prefer",
                        "wait=30")
                .succeeded();

        var image = API.client().get("/v1/images/k");
        assertThat(image.json().path("files").findValuesAsText("role")).containsExactly("kernel", "initrd");
        assertThat(image.text("/cmdline")).isEqualTo("console=ttyS0");
    }

    @Test
    void filesOutsideTheAllowedDirectoriesAreNotTakenWhateverTheWay() throws IOException {
        Path link = API.images().resolve("escape");
        Files.createSymbolicLink(link, Path.of("/etc/passwd"));

        for (Object path :
                new Object[] {"/etc/passwd", link, API.images() + "/../../etc/passwd", "relative", "/nowhere"}) {
            var problem = API.client()
                    .post("/v1/images", "{\"name\":\"e\",\"format\":\"raw\",\"source\":\"" + path + "\"}")
                    .isProblem(400);
            assertThat(problem.text("/errors/0/pointer")).isEqualTo("/source");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0, backing file", "0, 4, external file"})
    void disksThatNameOtherFilesOfTheHostAreNotTaken(long backing, long features, String why) {
        Path file = API.file("trap-" + backing + features, TestDisks.qcow2(backing, features));

        var problem =
                API.client().post("/v1/images", body("trap", "qcow2", file)).isProblem(400);

        assertThat(problem.text("/errors/0/detail")).contains(why);
    }

    @Test
    void theFormatIsWhatTheFileSays() {
        API.client()
                .post("/v1/images", body("a", "raw", API.file("q", TestDisks.qcow2(0, 0))))
                .isProblem(400);
        API.client()
                .post("/v1/images", body("a", "qcow2", API.file("r", new byte[512])))
                .isProblem(400);
        API.client()
                .post("/v1/images", body("a", "vmdk", API.file("r", new byte[512])))
                .isProblem(400);
    }

    @Test
    void anUploadThatIsRepeatedWithItsKeyIsAnsweredAsTheFirstAndStoresNothing() throws Exception {
        String id = API.client()
                .post("/v1/images", "{\"name\":\"again\",\"format\":\"raw\"}", "Prefer", "wait=10")
                .succeeded()
                .text("/target/id");
        byte[] data = new byte[1024 * 1024];
        String[] key = {"Idempotency-Key", "an upload", "Prefer", "wait=10"};
        // What was refused has not used the key.
        API.client()
                .put("/v1/images/again/data?sha256=" + "0".repeat(64), data, key)
                .isProblem(422);
        API.orc().pause();
        String first = API.client()
                .put("/v1/images/again/data", data, "Idempotency-Key", "an upload")
                .is(202)
                .text("/id");
        assertThat(API.client(1)
                        .put("/v1/images/again/data", data, "Idempotency-Key", "an upload")
                        .is(202)
                        .text("/id"))
                .isEqualTo(first);
        API.orc().resume();

        assertThat(API.client()
                        .put("/v1/images/again/data", data, key)
                        .succeeded()
                        .text("/id"))
                .isEqualTo(first);
        byte[] other = data.clone();
        other[7] = 1;
        assertThat(API.client()
                        .put("/v1/images/again/data", other, key)
                        .isProblem(422)
                        .text("/detail"))
                .contains(first);
        API.client().put("/v1/images/again/data", data).isProblem(409);
        try (var files = Files.list(API.images().resolve("uploads").resolve(id))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anImageWaitsForItsDataWhichIsStreamedIn() throws Exception {
        String id = API.client()
                .post("/v1/images", "{\"name\":\"up\",\"format\":\"raw\"}", "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");
        assertThat(API.client().get("/v1/images/up").text("/status")).isEqualTo("waiting");
        API.client()
                .post("/v1/instances", "{\"name\":\"a\",\"image\":\"up\",\"ram\":64,\"cpu\":1}")
                .isProblem(409);
        byte[] data = new byte[3 * 1024 * 1024];

        API.client().put("/v1/images/up/data?role=initrd", data).isProblem(409);
        API.client().put("/v1/images/up/data?sha256=" + "0".repeat(64), data).isProblem(422);
        API.client().put("/v1/images/up/data?role=floppy", data).isProblem(400);
        API.client()
                .put("/v1/images/" + id + "/data?sha256=" + sha256(data), data, "Prefer", "wait=30")
                .succeeded();

        var image = API.client(1).get("/v1/images/up");
        assertThat(image.text("/status")).isEqualTo("ready");
        assertThat(image.text("/files/0/sha256")).isEqualTo(sha256(data));
        API.client().put("/v1/images/up/data", data).isProblem(409);
        try (var files = Files.list(API.images().resolve("uploads").resolve(id))) {
            assertThat(files).singleElement(InstanceOfAssertFactories.PATH).hasBinaryContent(data);
        }
    }

    @Test
    void whoLooksAtTheAnswerWhenAllIsSentIsToldWhyItIsNotTaken() throws IOException {
        API.image("full");
        int port = URI.create("//" + API.client().authority()).getPort();
        byte[] data = new byte[12 * 1024 * 1024];

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /v1/images/full/data HTTP/1.1\r\nHost: api\r\nContent-Length: " + data.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(data);
            byte[] status = socket.getInputStream().readNBytes(12);

            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 409");
        }
    }

    @Test
    void aHashThatIsNoneIsRefusedBeforeTheDataIsTaken() throws IOException {
        String id = API.client()
                .post("/v1/images", "{\"name\":\"hash\",\"format\":\"raw\"}", "Prefer", "wait=10")
                .succeeded()
                .text("/target/id");

        var problem = API.client()
                .put("/v1/images/hash/data?sha256=abc", new byte[10])
                .isProblem(400);

        assertThat(problem.text("/errors/0/pointer")).isEqualTo("sha256");
        assertThat(API.images().resolve("uploads").resolve(id)).doesNotExist();
    }

    @Test
    void aMachineHasAtLeastTheStorageOfItsImage() {
        API.client()
                .post(
                        "/v1/images",
                        body("sized", "qcow2", API.file("sized.qcow2", TestDisks.large(100_000_000))),
                        "Prefer",
                        "wait=10")
                .succeeded();
        String machine = "{\"image\":\"sized\",\"ram\":64,\"cpu\":1,\"name\":";
        assertThat(API.client()
                        .get("/v1/images/sized")
                        .json()
                        .at("/files/0/storage")
                        .asLong())
                .isEqualTo(96);

        var refused = API.client()
                .post("/v1/instances", machine + "\"less\",\"storage\":95}")
                .isProblem(422);
        API.client()
                .post("/v1/instances", machine + "\"more\",\"storage\":200}", "Prefer", "wait=10")
                .succeeded();
        API.client()
                .post("/v1/instances", machine + "\"none\"}", "Prefer", "wait=10")
                .succeeded();

        assertThat(refused.text("/detail")).contains("96 MiB", "95 MiB");
        assertThat(API.client().get("/v1/instances/more").json().path("storage").asLong())
                .isEqualTo(200);
        assertThat(API.client().get("/v1/instances/none").json().path("storage").asLong())
                .isEqualTo(96);
    }

    @Test
    void aMachineIsNotRebuiltFromAnImageThatIsLargerThanItsDisk() {
        API.client()
                .post(
                        "/v1/images",
                        body("large", "qcow2", API.file("large.qcow2", TestDisks.large(64L << 20))),
                        "Prefer",
                        "wait=10")
                .succeeded();
        API.image("small");
        String id = API.client()
                .post(
                        "/v1/instances",
                        "{\"name\":\"re\",\"image\":\"small\",\"ram\":64,\"cpu\":1,\"storage\":32}",
                        "Prefer",
                        "wait=10")
                .succeeded()
                .text("/target/id");

        var refused = API.client()
                .post("/v1/instances/" + id + "/actions", "{\"action\":\"rebuild\",\"image\":\"large\"}")
                .isProblem(422);

        assertThat(refused.text("/hint")).contains("at least 64 MiB");
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("traps")
    void aTrapIsNotTakenByUploadEither(String why, byte[] trap) throws IOException {
        String name = "trap-" + Ids.fresh();
        String id = API.client()
                .post("/v1/images", "{\"name\":\"" + name + "\",\"format\":\"qcow2\"}", "Prefer", "wait=30")
                .succeeded()
                .text("/target/id");

        var problem = API.client().put("/v1/images/" + id + "/data", trap).isProblem(422);

        assertThat(problem.text("/detail")).contains(why);
        assertThat(API.client().get("/v1/images/" + id).text("/status")).isEqualTo("waiting");
        try (var left = Files.list(API.images().resolve("uploads").resolve(id))) {
            assertThat(left).as("it is not kept").isEmpty();
        }
    }

    static Stream<Arguments> traps() {
        return Stream.of(
                Arguments.of("backing file", TestDisks.onTop("/etc/passwd")),
                Arguments.of(
                        "backing file", TestDisks.onTop("json:{\"driver\":\"file\",\"filename\":\"/etc/shadow\"}")),
                Arguments.of("backing file", TestDisks.onTop("nbd://10.0.0.1/secret")),
                Arguments.of("external file", TestDisks.qcow2(0, 4)),
                Arguments.of("larger than 16 TiB", TestDisks.large(Long.MAX_VALUE)),
                Arguments.of("encrypted", TestDisks.encrypted()));
    }

    @Test
    void aNameIsUniqueAndAnImageCanBeForgotten() {
        API.image("gone");
        Path file = API.file("other.raw", new byte[] {1});
        API.client().post("/v1/images", body("gone", "raw", file)).isProblem(409);

        API.client().delete("/v1/images/gone", "Prefer", "wait=30").succeeded();

        API.client().get("/v1/images/gone").isProblem(404);
    }
}
