package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Qcow2HeaderTest {

    private static final int MAGIC = 0x514649fb;
    private static final long DIRTY = 1;
    private static final long EXTERNAL_DATA_FILE = 4;

    @TempDir
    private Path directory;

    @Test
    void imageThatStandsAloneRefersNowhere() throws Exception {
        assertThat(read(header(MAGIC, 3, 0, DIRTY))).contains(new Qcow2Header(false, false));
        assertThat(read(header(MAGIC, 3, 0, DIRTY)).orElseThrow().refersElsewhere())
                .isFalse();
    }

    @Test
    void backingFileIsSeen() throws Exception {
        assertThat(read(header(MAGIC, 3, 0x1_0000_0000L, 0))).contains(new Qcow2Header(true, false));
        assertThat(read(header(MAGIC, 2, 112, 0)).orElseThrow().refersElsewhere())
                .isTrue();
    }

    @Test
    void dataFileIsSeen() throws Exception {
        assertThat(read(header(MAGIC, 3, 0, DIRTY | EXTERNAL_DATA_FILE))).contains(new Qcow2Header(false, true));
        assertThat(read(header(MAGIC, 3, 0, EXTERNAL_DATA_FILE)).orElseThrow().refersElsewhere())
                .isTrue();
    }

    @Test
    void versionTwoHasNoFeatures() throws Exception {
        // What lies at their place is something else there.
        assertThat(read(header(MAGIC, 2, 0, EXTERNAL_DATA_FILE))).contains(new Qcow2Header(false, false));
    }

    @Test
    void otherFilesAreNoQcow2() throws Exception {
        assertThat(read(header(0x4b444d56, 3, 0, 0))).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(ByteBuffer.allocate(4).putInt(MAGIC).array())).isEmpty();
    }

    private Optional<Qcow2Header> read(byte[] content) throws Exception {
        return Qcow2Header.read(Files.write(directory.resolve("image"), content));
    }

    private static byte[] header(int magic, int version, long backingFileOffset, long features) {
        return ByteBuffer.allocate(512)
                .putInt(magic)
                .putInt(version)
                .putLong(backingFileOffset)
                .putLong(72, features)
                .array();
    }
}
