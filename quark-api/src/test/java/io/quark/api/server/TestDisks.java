package io.quark.api.server;

import java.nio.ByteBuffer;

/** Beginnings of qcow2 disks, for tests. */
final class TestDisks {

    private static final int BYTES = 4096;

    private TestDisks() {}

    /**
     * An empty disk.
     *
     * @param backing where the name of a backing file stands; 0: there is none
     * @param features incompatible features
     */
    static byte[] qcow2(long backing, long features) {
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        header.putInt(0, 0x514649fb).putInt(4, 3).putLong(8, backing).putInt(20, 16);
        header.putLong(72, features).putInt(96, 4).putInt(100, 104);
        return header.array();
    }
}
