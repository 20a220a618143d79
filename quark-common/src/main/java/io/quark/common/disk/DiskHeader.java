package io.quark.common.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether the first bytes of a disk are those of one that can be taken from somebody who is not trusted. A qcow2 file can name other files of the
 * host that QEMU would open for the guest (a backing file, an external data file), and QEMU's own tools open them before they tell; it can also
 * claim tables that take all memory to read. So this is looked at before any tool of QEMU sees the file.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">the qcow2 format</a>
 */
public final class DiskHeader {

    /** Bytes of the file that have to be looked at. */
    public static final int LENGTH = 112;

    /** The largest disk that is taken: 16 TiB. */
    public static final long MAX_VIRTUAL_BYTES = 16L << 40;

    private static final String FLATTEN = "; flatten it first: qemu-img convert -O qcow2";

    private static final int MAGIC = 0x514649fb;
    private static final int V2_LENGTH = 72;
    private static final int V3_LENGTH = 104;

    private static final int VERSION_AT = 4;
    private static final int BACKING_OFFSET_AT = 8;
    private static final int CLUSTER_BITS_AT = 20;
    private static final int SIZE_AT = 24;
    private static final int ENCRYPTION_AT = 32;
    private static final int L1_SIZE_AT = 36;
    private static final int L1_OFFSET_AT = 40;
    private static final int REFCOUNT_OFFSET_AT = 48;
    private static final int REFCOUNT_CLUSTERS_AT = 56;
    private static final int SNAPSHOTS_AT = 60;
    private static final int INCOMPATIBLE_AT = 72;
    private static final int REFCOUNT_ORDER_AT = 96;
    private static final int HEADER_LENGTH_AT = 100;
    private static final int COMPRESSION_AT = 104;

    private static final long CORRUPT = 1L << 1;
    private static final long EXTERNAL_DATA_FILE = 1L << 2;
    private static final long COMPRESSION_TYPE = 1L << 3;
    private static final long EXTENDED_L2 = 1L << 4;
    private static final long KNOWN_FEATURES = 1L | CORRUPT | EXTERNAL_DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

    private static final int MIN_CLUSTER_BITS = 9;
    private static final int MAX_CLUSTER_BITS = 21;
    private static final int EXTENDED_CLUSTER_BITS = 14;
    private static final int MAX_REFCOUNT_ORDER = 6;
    private static final int MAX_COMPRESSION = 1;

    /** QEMU's own limits: 32 MiB of entries of 8 bytes, and 8 MiB. */
    private static final long MAX_L1_ENTRIES = (32L << 20) / Long.BYTES;

    private static final long MAX_REFCOUNT_TABLE_BYTES = 8L << 20;

    private final ByteBuffer header;
    private final long fileBytes;

    private DiskHeader(byte[] first, long fileBytes) {
        this.header = ByteBuffer.wrap(first);
        this.fileBytes = fileBytes;
    }

    /** The first bytes of a file, as far as they are looked at here. */
    public static byte[] first(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LENGTH);
        }
    }

    public static boolean isQcow2(byte[] first) {
        return first.length >= Integer.BYTES && ByteBuffer.wrap(first).getInt(0) == MAGIC;
    }

    /** Bytes of the disk that a guest sees in a qcow2 file that has no {@link #fault}. */
    public static long virtualBytes(byte[] first) {
        return ByteBuffer.wrap(first).getLong(SIZE_AT);
    }

    /** As {@link #fault(byte[], long, boolean)}, of a file. */
    public static Optional<String> fault(Path file, boolean qcow2) throws IOException {
        return fault(first(file), Files.size(file), qcow2);
    }

    /**
     * Why this is not a disk of that format that can be taken; empty where it is one. To be put behind "the file ...".
     *
     * @param first the first {@link #LENGTH} bytes, or all if it has fewer
     * @param fileBytes size of the whole file
     * @param qcow2 whether it is said to be a qcow2 file; otherwise raw
     */
    public static Optional<String> fault(byte[] first, long fileBytes, boolean qcow2) {
        if (!qcow2) {
            return isQcow2(first) ? Optional.of("is a qcow2 file; its format was said to be raw") : Optional.empty();
        }
        if (!isQcow2(first) || first.length < V2_LENGTH) {
            return Optional.of("is not a qcow2 file");
        }
        DiskHeader header = new DiskHeader(first, fileBytes);
        return header.elsewhere().or(header::malformed);
    }

    private Optional<String> elsewhere() {
        int version = header.getInt(VERSION_AT);
        if (version != 2 && version != 3) {
            return Optional.of("is a qcow2 file of version " + version + "; versions 2 and 3 are taken");
        }
        if (version == 3 && header.capacity() < V3_LENGTH) {
            return Optional.of("is cut off within its header");
        }
        if (header.getLong(BACKING_OFFSET_AT) != 0) {
            return Optional.of("has a backing file" + FLATTEN);
        }
        if ((features() & EXTERNAL_DATA_FILE) != 0) {
            return Optional.of("keeps its data in an external file" + FLATTEN);
        }
        if (header.getInt(ENCRYPTION_AT) != 0) {
            return Optional.of("is encrypted; nobody here has its key" + FLATTEN);
        }
        return Optional.empty();
    }

    private Optional<String> malformed() {
        long features = features();
        int clusterBits = header.getInt(CLUSTER_BITS_AT);
        if ((features & ~KNOWN_FEATURES) != 0) {
            return Optional.of("needs features of qcow2 that are not known here" + FLATTEN);
        }
        if ((features & CORRUPT) != 0) {
            return Optional.of("is marked as corrupt; repair it first: qemu-img check -r all");
        }
        int least = (features & EXTENDED_L2) != 0 ? EXTENDED_CLUSTER_BITS : MIN_CLUSTER_BITS;
        if (clusterBits < least || clusterBits > MAX_CLUSTER_BITS) {
            return Optional.of("has clusters of 2^" + clusterBits + " bytes, which no qcow2 file has");
        }
        long size = header.getLong(SIZE_AT);
        if (size < 0 || size > MAX_VIRTUAL_BYTES) {
            return Optional.of("holds a disk larger than " + (MAX_VIRTUAL_BYTES >> 40) + " TiB");
        }
        long l1Entries = Integer.toUnsignedLong(header.getInt(L1_SIZE_AT));
        if (l1Entries > MAX_L1_ENTRIES || !within(L1_OFFSET_AT, l1Entries * Long.BYTES, clusterBits)) {
            return Optional.of("has a table of clusters that does not lie within it");
        }
        long refcountBytes = Integer.toUnsignedLong(header.getInt(REFCOUNT_CLUSTERS_AT)) << clusterBits;
        if (refcountBytes > MAX_REFCOUNT_TABLE_BYTES || !within(REFCOUNT_OFFSET_AT, refcountBytes, clusterBits)) {
            return Optional.of("has a table of references that does not lie within it");
        }
        if (header.getInt(SNAPSHOTS_AT) != 0) {
            return Optional.of("has snapshots within it" + FLATTEN);
        }
        return version3(clusterBits);
    }

    private Optional<String> version3(int clusterBits) {
        if (header.getInt(VERSION_AT) < 3) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(header.getInt(HEADER_LENGTH_AT));
        boolean compressed = (features() & COMPRESSION_TYPE) != 0;
        boolean wrong = length < V3_LENGTH
                || length > 1L << clusterBits
                || Integer.compareUnsigned(header.getInt(REFCOUNT_ORDER_AT), MAX_REFCOUNT_ORDER) > 0
                || (compressed
                        && (header.capacity() <= COMPRESSION_AT || header.get(COMPRESSION_AT) > MAX_COMPRESSION));
        return wrong ? Optional.of("has a header that no tool of QEMU writes") : Optional.empty();
    }

    private boolean within(int offsetAt, long bytes, int clusterBits) {
        long offset = header.getLong(offsetAt);
        return offset >= 0
                && (offset & ((1L << clusterBits) - 1)) == 0
                && offset <= fileBytes
                && bytes <= fileBytes - offset;
    }

    private long features() {
        return header.getInt(VERSION_AT) >= 3 ? header.getLong(INCOMPATIBLE_AT) : 0;
    }
}
