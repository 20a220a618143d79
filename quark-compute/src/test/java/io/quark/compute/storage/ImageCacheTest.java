package io.quark.compute.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.ImageFile;
import io.quark.common.model.ImageFile.Role;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCacheTest {

    private static final byte[] CONTENT = "a kernel, or as good as one".getBytes(UTF_8);

    @TempDir
    private Path directory;

    @TempDir
    private Path elsewhere;

    private final ExecutorService fetchers = Executors.newFixedThreadPool(4);
    private ImageServer server;
    private ImageCache cache;

    @BeforeEach
    void open() throws Exception {
        server = new ImageServer();
        Files.createDirectory(directory.resolve("machines"));
        cache = cache("c1");
        cache.open();
    }

    private ImageCache cache(String compute) {
        Path images = directory.resolve("images");
        ImageUse use = new ImageUse(directory.resolve("machines"));
        return new ImageCache(
                images,
                new ImageSource(),
                fetchers,
                new ImageRoom(images, 0, use, EvictionListener.NONE, Optional.empty()),
                Clock.systemUTC(),
                compute);
    }

    @AfterEach
    void close() {
        server.close();
        fetchers.shutdownNow();
    }

    @Test
    void fileIsFetchedOverHttpOnceAndForAll() throws Exception {
        server.serves(CONTENT);

        Path fetched = cache.get(file()).join();
        Path again = cache.get(file()).join();

        assertThat(fetched)
                .hasBinaryContent(CONTENT)
                .isEqualTo(again)
                .isEqualTo(cache.path(file()))
                .hasFileName(Images.sha256(CONTENT));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fetched)))
                .isEqualTo("rw-r--r--");
        assertThat(server.requests()).isOne();
    }

    @Test
    void buildsThatWaitForOneFileShareOneFetch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.answers(exchange -> {
            awaitQuietly(go);
            ImageServer.respond(exchange, 200, CONTENT);
        });

        List<CompletableFuture<Path>> builds =
                Stream.generate(() -> cache.get(file())).limit(8).toList();
        await().until(() -> server.requests() == 1);
        assertThat(builds).noneMatch(CompletableFuture::isDone);
        assertThat(cache.path(file())).as("a file that is not complete yet").doesNotExist();
        go.countDown();

        assertThat(builds).allSatisfy(build -> assertThat(build.join()).hasBinaryContent(CONTENT));
        assertThat(server.requests()).isOne();
    }

    @Test
    void fileThatThisHostCanReadIsNotFetchedOverHttp() throws Exception {
        Path local = Files.write(elsewhere.resolve("kernel"), CONTENT);
        ImageFile file = new ImageFile(
                Role.KERNEL,
                "raw",
                CONTENT.length,
                Images.sha256(CONTENT),
                local.toString(),
                Optional.of(server.url()));

        assertThat(cache.get(file).join()).hasBinaryContent(CONTENT);
        assertThat(server.requests()).isZero();
    }

    @Test
    void contentThatIsNotWhatWasRegisteredIsRefusedForGood() {
        server.serves("a kernel, or as bad as one!".getBytes(UTF_8));
        assertRefusedForGood("not the one that was registered");

        server.serves((new String(CONTENT, UTF_8) + "and more").getBytes(UTF_8));
        assertRefusedForGood("not the one that was registered");

        server.serves("a kernel".getBytes(UTF_8));
        assertRefusedForGood("not the one that was registered");
    }

    @Test
    void failureIsNotRememberedButTriedAgainWhenAsked() {
        server.answers(exchange -> ImageServer.respond(exchange, 503, new byte[0]));
        Images.assertFails(Kind.PASSING, cache.get(file())::join).withMessageContaining("503");

        server.serves(CONTENT);

        assertThat(cache.get(file()).join()).hasBinaryContent(CONTENT);
    }

    @Test
    void connectionThatBreaksOffMayPassAndLeavesNothing() throws Exception {
        server.answers(exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 5);
            exchange.getResponseBody().flush();
            throw new IOException("the api dies");
        });

        Images.assertFails(Kind.PASSING, cache.get(file())::join);
        assertNothingIsThere();
    }

    @Test
    void apiThatCannotBeReachedMayPass() {
        server.close();

        Images.assertFails(Kind.PASSING, cache.get(file())::join);
    }

    @Test
    void fileThatCanBeHadNowhereIsRefusedForGood() {
        Images.assertFails(Kind.PERMANENT, cache.get(Images.kernel(CONTENT, Optional.empty()))::join)
                .withMessageContaining("no URL is recorded");
    }

    @Test
    void fileThatFindsNoRoomIsNotEvenAskedFor() {
        ImageFile huge =
                new ImageFile(Role.DISK, "raw", Long.MAX_VALUE, "0".repeat(64), "/nowhere", Optional.of(server.url()));

        Images.assertFails(Kind.PERMANENT, cache.get(huge)::join).withMessageContaining("no room");
        assertThat(server.requests()).isZero();
    }

    @Test
    void computesThatShareTheCacheDoNotSpoilEachOthersFetches() throws Exception {
        ImageCache others = cache("c2");
        CountDownLatch go = new CountDownLatch(1);
        server.answers(exchange -> {
            if (server.requests() == 1) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT, 0, 5);
                exchange.getResponseBody().flush();
                awaitQuietly(go);
                exchange.getResponseBody().write(CONTENT, 5, CONTENT.length - 5);
            } else {
                ImageServer.respond(exchange, 200, CONTENT);
            }
        });
        CompletableFuture<Path> mine = cache.get(file());
        await().until(() -> names(directory.resolve("images")).size() == 1);

        Path theirs = others.get(file()).join();
        go.countDown();

        assertThat(mine.join()).isEqualTo(theirs).hasBinaryContent(CONTENT);
        assertThat(names(directory.resolve("images"))).containsExactly(Images.sha256(CONTENT));
    }

    @Test
    void whatAKilledDaemonLeftHalfFetchedIsRemovedAtTheStart() throws Exception {
        Path images = directory.resolve("images");
        Files.writeString(images.resolve("a".repeat(64) + ".c1.part"), "half");
        Files.writeString(images.resolve("b".repeat(64)), "whole");
        Files.writeString(images.resolve("c".repeat(64) + ".c2.part"), "another's");
        Path forgotten = Files.writeString(images.resolve("d".repeat(64) + ".c3.part"), "of nobody any more");
        Files.setLastModifiedTime(forgotten, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        cache.open();

        assertThat(names(images)).containsExactly("b".repeat(64), "c".repeat(64) + ".c2.part");
    }

    private void assertRefusedForGood(String because) {
        Images.assertFails(Kind.PERMANENT, cache.get(file())::join).withMessageContaining(because);
        assertNothingIsThere();
    }

    private void assertNothingIsThere() {
        assertThat(names(directory.resolve("images"))).isEmpty();
    }

    private static List<String> names(Path of) {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ImageFile file() {
        return Images.kernel(CONTENT, Optional.of(server.url()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
