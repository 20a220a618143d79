package io.quark.common.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("installs what catches the signals and the exceptions of the whole JVM")
class LauncherTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicReference<Daemon> daemon = new AtomicReference<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    private Path directory;

    @Test
    void tellsThatItIsReadyOnceAllChecksHoldAndServesHealthAndMetrics() throws Exception {
        AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.of("no connection"));
        CompletableFuture<ExitCode> code = launch(
                (config, it) -> {
                    it.health().ready("zookeeper", "the session is connected", fault::get);
                    it.metrics()
                            .registry()
                            .counter("quark_sample_placements_total")
                            .inc(3);
                    it.url("api", URI.create("http://127.0.0.1:1"));
                    daemon.set(it);
                },
                "--set",
                "name=sample-1",
                "--set",
                "ready_file=" + ready());
        await().until(() -> daemon.get() != null);
        URI admin = daemon.get().readyFile().urls().get("admin");

        assertThat(get(admin + "/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> broken = get(admin + "/health/ready");
        assertThat(broken.statusCode()).isEqualTo(503);
        assertThat(broken.body())
                .contains("\"ok\":false", "the session is connected", "no connection", "\"since\":\"20");
        assertThat(ready()).doesNotExist();

        fault.set(Optional.empty());
        await().until(() -> Files.exists(ready()));
        ReadyFile file = ReadyFile.read(ready());
        assertThat(file.role()).isEqualTo("sample");
        assertThat(file.name()).isEqualTo("sample-1");
        assertThat(file.urls()).containsEntry("admin", admin).containsKey("api");
        assertThat(get(admin + "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(admin + "/metrics").body())
                .contains("# TYPE quark_sample_placements_total counter", "quark_sample_placements_total 3.0")
                .contains("jvm_memory_heap_used", "jvm_threads_count");

        daemon.get().stop();
        assertThat(code.get()).isEqualTo(ExitCode.STOPPED);
        assertThat(ready()).doesNotExist();
    }

    @Test
    void stopsItsPartsInTheReverseOrderOfTheirStart() throws Exception {
        ExitCode code = launch((config, it) -> {
                    it.started("first", () -> told.add("first stopped"));
                    it.started("second", () -> told.add("second stopped"));
                    it.stop();
                })
                .get();

        assertThat(code).isEqualTo(ExitCode.STOPPED);
        assertThat(told).containsExactly("second stopped", "first stopped");
    }

    @Test
    void stopsWhatWasStartedWhenALaterPartCannotStart() throws Exception {
        ExitCode code = launch((config, it) -> {
                    it.started("first", () -> told.add("first stopped"));
                    throw new IllegalStateException("the port is taken");
                })
                .get();

        assertThat(code).isEqualTo(ExitCode.NOT_STARTED);
        assertThat(told).containsExactly("first stopped");
    }

    @Test
    void aPartThatFailsToStopKeepsNoOtherFromStopping() throws Exception {
        ExitCode code = launch((config, it) -> {
                    it.started("first", () -> told.add("first stopped"));
                    it.started("second", () -> {
                        throw new IllegalStateException("stuck");
                    });
                    it.stop();
                })
                .get();

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(told).containsExactly("first stopped");
    }

    @Test
    void endsWhenAThreadDiesOfAnException() throws Exception {
        ExitCode code = launch((config, it) -> new Thread(
                                () -> {
                                    throw new IllegalStateException("a mistake");
                                },
                                "worker")
                        .start())
                .get();

        assertThat(code).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void saysAllThatIsWrongWithItsConfigurationAndStartsNothing() throws Exception {
        ExitCode code = launch(
                        (config, it) -> told.add("started"),
                        "--set",
                        "admin.prot=1",
                        "--set",
                        "admin.port=99999",
                        "--set",
                        "log.level=loud")
                .get();

        assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(told).isEmpty();
        assertThat(text(err))
                .contains("admin.prot: is not a known key (from --set); did you mean admin.port?")
                .contains("admin.port: must be 0 to 65535; it is 99999")
                .contains("log.level: expected trace|debug|info|warn|error, found 'loud' (from --set)");
    }

    @Test
    void printsItsHelpAndStartsNothing() throws Exception {
        assertThat(launch((config, it) -> told.add("started"), "--help").get()).isEqualTo(ExitCode.STOPPED);
        assertThat(told).isEmpty();
        assertThat(text(out)).contains("quark-sample [--config FILE]", "QUARK_SAMPLE_ADMIN_PORT");
    }

    private CompletableFuture<ExitCode> launch(Assembly<SampleConfig> assembly, String... arguments) {
        Launcher<SampleConfig> launcher = new Launcher<>("sample", SampleConfig.DEFAULTS, assembly);
        return CompletableFuture.supplyAsync(() -> launcher.run(
                Arrays.asList(arguments), Map.of(), new PrintStream(out, true), new PrintStream(err, true)));
    }

    private Path ready() {
        return directory.resolve("sample.ready.json");
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
