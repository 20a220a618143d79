package io.quark.api.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the first bytes of a disk tell. A qcow2 file can name other files of the host that QEMU would open for the guest (a backing file, an
 * external data file): such a one is not taken from users.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">the qcow2 format</a>
 */
final class DiskHeader {

    /** Bytes of the file that are looked at. */
    static final int LENGTH = 104;

    private static final int MAGIC = 0x514649fb;
    private static final int BACKING_OFFSET_AT = 8;
    private static final int INCOMPATIBLE_FEATURES_AT = 72;
    private static final int V2_LENGTH = 72;
    private static final long EXTERNAL_DATA_FILE = 1L << 2;

    private DiskHeader() {}

    static boolean isQcow2(byte[] first) {
        return first.length >= 4 && ByteBuffer.wrap(first).getInt(0) == MAGIC;
    }

    /** Why this is not a disk of that format that can be taken; empty where it is one. */
    static Optional<String> fault(byte[] first, boolean qcow2) {
        ByteBuffer header = ByteBuffer.wrap(first);
        if (!qcow2) {
            return isQcow2(first) ? Optional.of("is a qcow2 file; its format was said to be raw") : Optional.empty();
        }
        if (!isQcow2(first) || first.length < V2_LENGTH) {
            return Optional.of("is not a qcow2 file");
        }
        int version = header.getInt(4);
        if (version != 2 && version != 3) {
            return Optional.of("is a qcow2 file of version " + version + "; versions 2 and 3 are taken");
        }
        if (header.getLong(BACKING_OFFSET_AT) != 0) {
            return Optional.of("has a backing file; flatten it first: qemu-img convert -O qcow2");
        }
        boolean hasFeatures = version == 3 && first.length >= INCOMPATIBLE_FEATURES_AT + Long.BYTES;
        if (hasFeatures && (header.getLong(INCOMPATIBLE_FEATURES_AT) & EXTERNAL_DATA_FILE) != 0) {
            return Optional.of("keeps its data in an external file; flatten it first: qemu-img convert -O qcow2");
        }
        return Optional.empty();
    }
}
