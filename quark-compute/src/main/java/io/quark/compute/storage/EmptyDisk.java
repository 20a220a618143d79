package io.quark.compute.storage;

import java.nio.ByteBuffer;

/** The smallest disk that is a whole qcow2 file: 1 MiB with nothing in it. */
final class EmptyDisk {

    private static final int CLUSTER_BITS = 9;
    private static final int CLUSTER = 1 << CLUSTER_BITS;
    private static final int CLUSTERS = 4;
    private static final long SIZE = 1024 * 1024;

    /** Each entry stands for a table of 64 clusters. */
    private static final int L1_ENTRIES = (int) (SIZE / (CLUSTER / Long.BYTES * (long) CLUSTER));

    private EmptyDisk() {}

    /** Header, table of references, references, table of clusters: one cluster each. */
    static byte[] qcow2() {
        ByteBuffer disk = ByteBuffer.allocate(CLUSTERS * CLUSTER);
        disk.putInt(0, 0x514649fb)
                .putInt(4, 2)
                .putInt(20, CLUSTER_BITS)
                .putLong(24, SIZE)
                .putInt(36, L1_ENTRIES)
                .putLong(40, 3L * CLUSTER)
                .putLong(48, CLUSTER)
                .putInt(56, 1)
                .putLong(CLUSTER, 2L * CLUSTER);
        for (int i = 0; i < CLUSTERS; i++) {
            disk.putShort(2 * CLUSTER + i * Short.BYTES, (short) 1);
        }
        return disk.array();
    }
}
