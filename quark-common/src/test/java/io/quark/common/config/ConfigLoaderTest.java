package io.quark.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.ConfigLoader.Loaded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

    record Sample(
            @JsonPropertyDescription("a name") String name,
            ZooKeeperConfig zookeeper,
            AdminConfig admin,
            LogConfig log,
            FaultConfig fault,
            @JsonPropertyDescription("a ratio") double cpuRatio,
            @JsonPropertyDescription("whether") boolean dryRun,
            @JsonPropertyDescription("zones") List<String> zones,
            @JsonPropertyDescription("labels") Map<String, String> labels,
            @JsonPropertyDescription("step times, ms") Map<String, Long> stepMs,
            @JsonPropertyDescription("who may") String adminToken) {}

    private static final Sample DEFAULTS = new Sample(
            "",
            ZooKeeperConfig.DEFAULTS,
            AdminConfig.DEFAULTS,
            LogConfig.DEFAULTS,
            FaultConfig.DEFAULTS,
            1.5,
            false,
            List.of("z1"),
            Map.of(),
            Map.of("start", 10L),
            "");

    private final ConfigLoader<Sample> loader = new ConfigLoader<>("quark-sample", "QUARK_SAMPLE_", DEFAULTS);

    @TempDir
    private Path directory;

    @Test
    void givesTheDefaultsWhenNothingIsGiven() {
        assertThat(load()).isEqualTo(DEFAULTS);
        assertThat(DEFAULTS.zookeeper()).isEqualTo(new ZooKeeperConfig("127.0.0.1:2181", "/quark", 12_000));
        assertThat(DEFAULTS.admin()).isEqualTo(new AdminConfig("127.0.0.1", 0));
        assertThat(DEFAULTS.log()).isEqualTo(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.INFO));
        assertThat(DEFAULTS.fault()).isEqualTo(new FaultConfig(""));
    }

    @Test
    void takesEachPropertyFromTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("sample.properties"), """
                # a comment
                name = n1
                zookeeper.connect=zk1:2181,zk2:2181
                zookeeper.root=/other
                zookeeper.session_timeout_ms=30000
                admin.host=::1
                admin.port=9000
                log.format=json
                log.level=DEBUG
                fault.crash_at=orc.placed#2
                cpu_ratio=4
                dry_run=true
                zones=z2, z3
                labels.rack=r 1
                step_ms.define=5
                admin_token=s3cret
                """);

        assertThat(load("--config", file.toString()))
                .isEqualTo(new Sample(
                        "n1",
                        new ZooKeeperConfig("zk1:2181,zk2:2181", "/other", 30_000),
                        new AdminConfig("::1", 9000),
                        new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG),
                        new FaultConfig("orc.placed#2"),
                        4.0,
                        true,
                        List.of("z2", "z3"),
                        Map.of("rack", "r 1"),
                        Map.of("start", 10L, "define", 5L),
                        "s3cret"));
    }

    @Test
    void whatIsSetIsStrongerThanTheEnvironmentAndThatIsStrongerThanTheFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("sample.properties"), "name=file\nadmin.port=1\nlabels.a=file\nlabels.b=file\n");
        Map<String, String> environment =
                Map.of("QUARK_SAMPLE_NAME", "env", "QUARK_SAMPLE_ADMIN_PORT", "2", "QUARK_SAMPLE_LABELS_A", "env");

        Sample sample = load(environment, "--config=" + file, "--set", "name=set");

        assertThat(sample.name()).isEqualTo("set");
        assertThat(sample.admin().port()).isEqualTo(2);
        assertThat(sample.labels()).isEqualTo(Map.of("a", "env", "b", "file"));
    }

    @Test
    void leavesTheEnvironmentOfOthersAlone() {
        assertThat(load(Map.of("QUARK_URL", "http://x", "QUARK_ORC_NAME", "o", "PATH", "/bin")))
                .isEqualTo(DEFAULTS);
    }

    @Test
    void tellsEveryFaultAtOnceWithItsKeyAndWhereItWasGiven() throws Exception {
        Path file = Files.writeString(directory.resolve("s.properties"), "zokeeper.connect=x\nadmin.port=many\n");
        Map<String, String> environment = Map.of("QUARK_SAMPLE_ADMIN_PROT", "1", "QUARK_SAMPLE_DRY_RUN", "yes");

        assertThatThrownBy(() -> load(
                        environment,
                        "--config",
                        file.toString(),
                        "--set",
                        "zookeeper.root=quark/",
                        "--set",
                        "zookeeper.connect=",
                        "--set",
                        "stray",
                        "--verbose"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "zokeeper.connect: is not a known key (from " + file + "); did you mean zookeeper.connect?")
                .hasMessageContaining("admin.port: expected whole number, found 'many' (from " + file + ")")
                .hasMessageContaining(
                        "QUARK_SAMPLE_ADMIN_PROT is not a known key; did you mean QUARK_SAMPLE_ADMIN_PORT?")
                .hasMessageContaining("dry_run: expected true|false, found 'yes' (from QUARK_SAMPLE_DRY_RUN)")
                .hasMessageContaining("zookeeper.root: must begin with a slash")
                .hasMessageContaining("zookeeper.connect: must not be empty")
                .hasMessageContaining("--set needs key=value, not 'stray'")
                .hasMessageContaining("unknown argument '--verbose'");
    }

    @Test
    void tellsThatTheFileIsNotThere() {
        assertThatThrownBy(() -> load("--config", directory.resolve("none").toString()))
                .hasMessageContaining("cannot read the configuration file");
    }

    @Test
    void printsWhatItWouldRunWithInTheFormOfTheFileButNoSecrets() {
        String printed = print("--set", "labels.rack=r1", "--set", "admin_token=s3cret", "--print-config");

        assertThat(printed)
                .contains(
                        "admin.port=0\n", "labels.rack=r1\n", "step_ms.start=10\n", "zones=z1\n", "log.format=plain\n")
                .contains("admin_token=***\n")
                .doesNotContain("s3cret");
    }

    @Test
    void explainsEveryKeyInItsHelp() {
        assertThat(print("--help"))
                .contains("zookeeper.session_timeout_ms (whole number; default 12000)")
                .contains("log.format (plain|json; default plain)")
                .contains("zones (list of text, commas between; default z1)")
                .contains("step_ms (whole number for each name; default start=10)")
                .contains("address on which health and metrics are served");
    }

    @Test
    void refusesARecordThatHasAKeyWithoutADescription() {
        record Bare(int port) {}

        assertThatThrownBy(() -> new ConfigLoader<>("x", "X_", new Bare(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port has no description");
    }

    private Sample load(String... arguments) {
        return load(Map.of(), arguments);
    }

    private Sample load(Map<String, String> environment, String... arguments) {
        return ((Loaded.Run<Sample>) loader.load(List.of(arguments), environment)).config();
    }

    private String print(String... arguments) {
        return ((Loaded.Print<Sample>) loader.load(List.of(arguments), Map.of())).text();
    }
}
