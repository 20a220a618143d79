package io.quark.api.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Beginnings of qcow2 disks, for tests. */
final class TestDisks {

    private static final int BYTES = 4096;

    private TestDisks() {}

    /** One that does nothing else than name another file of the host, in QEMU's own way to name anything. */
    static byte[] onTop(String backing) {
        byte[] name = backing.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(qcow2(512, 0))
                .putInt(16, name.length)
                .put(512, name)
                .array();
    }

    /** One of that size, in bytes. */
    static byte[] large(long size) {
        return ByteBuffer.wrap(qcow2(0, 0)).putLong(24, size).array();
    }

    /** One that nobody here has the key of. */
    static byte[] encrypted() {
        return ByteBuffer.wrap(qcow2(0, 0)).putInt(32, 2).array();
    }

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
