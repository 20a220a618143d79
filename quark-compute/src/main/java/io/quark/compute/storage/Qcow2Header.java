package io.quark.compute.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the beginning of a qcow2 image says of other files. Read here and not by QEMU's tools, because those open a data file that an
 * image names before they tell of it, and whoever made the image could so name any file of the host.
 *
 * <p>The layout is that of {@code docs/interop/qcow2.txt} in QEMU's sources.
 *
 * @param backingFile whether unwritten parts come from another file
 * @param dataFile whether the content lies in another file
 */
record Qcow2Header(boolean backingFile, boolean dataFile) {

    /** {@code QFI} and 0xfb. */
    private static final int MAGIC = 0x514649fb;

    /** The first version with feature bits. */
    private static final int VERSION_WITH_FEATURES = 3;

    private static final int VERSION_AT = 4;
    private static final int BACKING_FILE_OFFSET_AT = 8;
    private static final int INCOMPATIBLE_FEATURES_AT = 72;
    private static final int BYTES = 80;

    /** Of the incompatible features. */
    private static final long EXTERNAL_DATA_FILE = 1L << 2;

    /** Reads it; empty where the file is no qcow2 image. */
    static Optional<Qcow2Header> read(Path image) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(image)) {
            bytes = in.readNBytes(BYTES);
        }
        return bytes.length < BYTES ? Optional.empty() : parse(ByteBuffer.wrap(bytes));
    }

    boolean refersElsewhere() {
        return backingFile || dataFile;
    }

    private static Optional<Qcow2Header> parse(ByteBuffer header) {
        if (header.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        boolean features = header.getInt(VERSION_AT) >= VERSION_WITH_FEATURES;
        return Optional.of(new Qcow2Header(
                header.getLong(BACKING_FILE_OFFSET_AT) != 0,
                features && (header.getLong(INCOMPATIBLE_FEATURES_AT) & EXTERNAL_DATA_FILE) != 0));
    }
}
