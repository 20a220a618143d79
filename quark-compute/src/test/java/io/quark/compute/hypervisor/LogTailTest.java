package io.quark.compute.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path dir;

    private Path log(String text) throws IOException {
        return Files.writeString(dir.resolve("console.log"), text);
    }

    private static LogWish last(int lines, int bytes) {
        return new LogWish(Optional.empty(), lines, bytes);
    }

    private static LogWish from(long position, int bytes) {
        return new LogWish(Optional.of(position), 1, bytes);
    }

    private static String text(LogPart part) {
        return StandardCharsets.UTF_8.decode(part.bytes().duplicate()).toString();
    }

    @Test
    void theLastLinesAreThoseAtTheEnd() throws IOException {
        Path log = log("one\ntwo\nthree\n");

        assertThat(text(LogTail.read(log, last(1, 1024)))).isEqualTo("three\n");
        assertThat(text(LogTail.read(log, last(2, 1024)))).isEqualTo("two\nthree\n");
        assertThat(text(LogTail.read(log, last(9, 1024)))).isEqualTo("one\ntwo\nthree\n");
        assertThat(LogTail.read(log, last(1, 1024)).end()).isEqualTo(14);
    }

    @Test
    void aLineThatIsNotEndedIsTheLast() throws IOException {
        assertThat(text(LogTail.read(log("one\ntwo\nlogin: "), last(2, 1024)))).isEqualTo("two\nlogin: ");
    }

    @Test
    void moreThanTheBytesAskedForIsNotRead() throws IOException {
        assertThat(text(LogTail.read(log("one\ntwo\nthree\n"), last(9, 4)))).isEqualTo("ree\n");
    }

    @Test
    void whatWasTurnedOverIsStillBeforeIt() throws IOException {
        Path log = log("three\n");
        Files.writeString(dir.resolve("console.log.0"), "two\n");
        Files.writeString(dir.resolve("console.log.1"), "one\n");

        assertThat(text(LogTail.read(log, last(9, 1024)))).isEqualTo("one\ntwo\nthree\n");
        assertThat(text(LogTail.read(log, last(2, 1024)))).isEqualTo("two\nthree\n");
        assertThat(LogTail.read(log, last(2, 1024)).end()).isEqualTo(6);
    }

    @Test
    void whatCameSinceIsReadFromWhereTheLastPartEnded() throws IOException {
        Path log = log("one\ntwo\n");
        LogPart first = LogTail.read(log, from(0, 4));
        LogPart second = LogTail.read(log, from(first.end(), 100));

        assertThat(text(first) + text(second)).isEqualTo("one\ntwo\n");
        assertThat(text(LogTail.read(log, from(second.end(), 100)))).isEmpty();
        // Turned over meanwhile: it begins again.
        assertThat(text(LogTail.read(log, from(4711, 100)))).isEqualTo("one\ntwo\n");
    }

    @Test
    void aHugeFileCostsNoMoreThanItsPart() throws IOException {
        Path log = dir.resolve("console.log");
        try (RandomAccessFile sparse = new RandomAccessFile(log.toFile(), "rw")) {
            sparse.setLength(20L << 30);
            sparse.seek(sparse.length());
            sparse.write("the end\n".getBytes(StandardCharsets.UTF_8));
        }

        LogPart part = LogTail.read(log, last(1, 64 * 1024));

        assertThat(part.end()).isEqualTo((20L << 30) + 8);
        assertThat(text(part)).endsWith("the end\n");
        assertThat(part.bytes().remaining()).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void nothingWasWrittenWhereThereIsNoFile() throws IOException {
        assertThat(text(LogTail.read(dir.resolve("none"), last(1, 10)))).isEmpty();
    }

    @Test
    void aLogInMemoryIsReadInTheSameWay() {
        byte[] log = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);

        assertThat(text(LogTail.of(log, last(1, 100)))).isEqualTo("two\n");
        assertThat(text(LogTail.of(log, from(4, 2)))).isEqualTo("tw");
        assertThat(text(LogTail.of(log, from(99, 3)))).isEqualTo("one");
    }
}
