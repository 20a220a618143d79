package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.TinyImage;
import io.quark.common.testing.TestMark;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A whole Quark for a test: started, with the image {@code tiny}, and removed without a trace. */
final class Quark implements AutoCloseable {

    /** An image of a disk with nothing on it, where {@link #registerBlank} was called. */
    static final String BLANK = "blank";

    private static final int BLANK_BYTES = 1024 * 1024;

    /** Until nothing is being worked on any more, and hosts have said what they have applied. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dir;
    private final LocalCluster cluster;
    private final TreeReader tree;

    private Quark(Path dir, LocalCluster cluster) {
        this.dir = dir;
        this.cluster = cluster;
        this.tree = new TreeReader(cluster.zookeeperConnect());
    }

    static Quark start(ClusterPlan plan) throws IOException {
        return start(directory(), plan);
    }

    /** A new directory for a Quark, which QEMU's user can enter. */
    static Path directory() throws IOException {
        Path dir = Files.createTempDirectory(Path.of("/var/tmp"), TestMark.begin("quark-e2e-"));
        Files.setPosixFilePermissions(dir, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        return dir;
    }

    /** As {@link #start(ClusterPlan)}, in a directory that the test has made. */
    static Quark start(Path dir, ClusterPlan plan) throws IOException {
        provideTiny(dir.resolve("images"), plan.realGuests());
        LocalCluster cluster;
        try {
            cluster = LocalCluster.up(dir, ClassArchives.used(marked(plan).with(LocalCluster.API, "http.port", "0")));
        } catch (RuntimeException e) {
            LocalCluster.at(dir).ifPresent(LocalCluster::down);
            throw e;
        }
        Quark quark = new Quark(dir, cluster);
        try {
            quark.registerTiny();
        } catch (IOException | RuntimeException | AssertionError e) {
            quark.close();
            throw e;
        }
        return quark;
    }

    /** What a compute makes on the machine's own network is seen to be a test's. */
    private static ClusterPlan marked(ClusterPlan plan) {
        return plan.realGuests() && plan.hosts().isEmpty()
                ? plan.with(LocalCluster.COMPUTE, "net.options.bridge.owner", TestMark.owner())
                : plan;
    }

    /** Making it takes seconds and a download: once for all tests of a build. */
    private static synchronized void provideTiny(Path images, boolean real) throws IOException {
        Optional<Path> made = Optional.ofNullable(System.getProperty("quark.lib"))
                .filter(lib -> real)
                .map(lib -> Path.of(lib).resolveSibling("tiny-image"));
        if (made.isPresent()) {
            TinyImage.provide(made.get(), true);
            Files.createDirectories(images);
            Files.copy(TinyImage.kernel(made.get()), TinyImage.kernel(images));
            Files.copy(TinyImage.initrd(made.get()), TinyImage.initrd(images));
        } else {
            TinyImage.provide(images, real);
        }
    }

    LocalCluster cluster() {
        return cluster;
    }

    Rest rest() {
        return rest(0);
    }

    Rest rest(int api) {
        return new Rest(cluster.urls().get(api));
    }

    Path dir() {
        return dir;
    }

    TreeSnapshot tree() {
        return tree.snapshot();
    }

    JsonNode done(Rest.Answer accepted) {
        assertThat(accepted.status()).as(accepted.text()).isIn(200, 202);
        return rest().awaitEnd(accepted.id(), Duration.ofMinutes(4));
    }

    JsonNode succeeded(Rest.Answer accepted) {
        JsonNode work = done(accepted);
        assertThat(work.path("state").asText()).as(work.toPrettyString()).isEqualTo("succeeded");
        return work;
    }

    String makeNetwork(ObjectNode body) throws IOException {
        return succeeded(rest().post("/v1/networks", body)).at("/target/id").asText();
    }

    /** Waits until nothing is being worked on, and says what is wrong then. */
    List<String> findingsAtRest() {
        return Awaitility.await()
                .atMost(PATIENCE.plusSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> TreeAudit.atRest(tree()), new LastUnlessEmpty());
    }

    /** Takes the first audit that finds nothing; else, near the end of the patience, what it found. */
    private static final class LastUnlessEmpty extends org.hamcrest.BaseMatcher<List<String>> {
        private final long giveUp = System.nanoTime() + PATIENCE.toNanos();

        @Override
        public boolean matches(Object findings) {
            return ((List<?>) findings).isEmpty() || System.nanoTime() > giveUp;
        }

        @Override
        public void describeTo(org.hamcrest.Description description) {
            description.appendText("an audit without findings");
        }
    }

    private void registerTiny() throws IOException {
        Path images = dir.resolve("images");
        ObjectNode body = Rest.object()
                .put("name", TinyImage.NAME)
                .put("format", "kernel")
                .put("kernel", TinyImage.kernel(images).toString())
                .put("initrd", TinyImage.initrd(images).toString())
                .put("cmdline", TinyImage.CMDLINE);
        succeeded(rest().post("/v1/images", body));
    }

    /** Registers the image {@link #BLANK}. */
    void registerBlank() throws IOException {
        Path disk = Files.write(dir.resolve("images").resolve("blank.raw"), new byte[BLANK_BYTES]);
        succeeded(rest().post(
                        "/v1/images",
                        Rest.object().put("name", BLANK).put("format", "raw").put("source", disk.toString())));
    }

    @Override
    public void close() throws IOException {
        tree.close();
        cluster.down();
        if (Boolean.getBoolean("quark.keep")) {
            return; // to look at the logs of a failure
        }
        deleteAll(dir);
    }

    static void deleteAll(Path dir) throws IOException {
        List<Path> files = new ArrayList<>(files(dir));
        Collections.reverse(files);
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Everything in a directory, and itself; what comes or goes meanwhile may be missing. */
    static List<Path> files(Path dir) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                files.add(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
