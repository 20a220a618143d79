package io.quark.common.tree;

import io.quark.common.json.Json;
import java.util.Arrays;
import java.util.Objects;

/** One operation of a {@link Transaction}. Payloads are not copied: who makes one does not change it afterwards. */
@SuppressWarnings("ArrayRecordComponent") // payloads are shared on purpose, and compared by content below
public sealed interface Op {

    /** Any version will do. */
    int ANY_VERSION = -1;

    String path();

    /** Roughly how many bytes it adds to a request. */
    default int weight() {
        return path().length() + 16;
    }

    /** Creates a node, which must not exist. */
    record Create(String path, byte[] data, boolean ephemeral) implements Op {
        @Override
        public int weight() {
            return path.length() + data.length + 40;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Create other
                    && path.equals(other.path)
                    && Arrays.equals(data, other.data)
                    && ephemeral == other.ephemeral;
        }

        @Override
        public int hashCode() {
            return Objects.hash(path, Arrays.hashCode(data), ephemeral);
        }

        @Override
        public String toString() {
            return "create " + path;
        }
    }

    /** Sets a node's data, if it still has that version. */
    record Set(String path, byte[] data, int version) implements Op {
        @Override
        public int weight() {
            return path.length() + data.length + 24;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Set other
                    && path.equals(other.path)
                    && Arrays.equals(data, other.data)
                    && version == other.version;
        }

        @Override
        public int hashCode() {
            return Objects.hash(path, Arrays.hashCode(data), version);
        }

        @Override
        public String toString() {
            return "set " + path + " at version " + version;
        }
    }

    /** Deletes a node without children, if it still has that version. */
    record Delete(String path, int version) implements Op {
        @Override
        public String toString() {
            return "delete " + path + " at version " + version;
        }
    }

    /** Changes nothing; fails unless the node exists with that version. */
    record Check(String path, int version) implements Op {
        @Override
        public String toString() {
            return "check " + path + " at version " + version;
        }
    }

    static Op create(String path, Object record) {
        return new Create(path, Json.bytes(record), false);
    }

    /** A node that only holds others. */
    static Op createEmpty(String path) {
        return new Create(path, new byte[0], false);
    }

    static Op createEphemeral(String path, Object record) {
        return new Create(path, Json.bytes(record), true);
    }

    static Op set(String path, Object record, int version) {
        return new Set(path, Json.bytes(record), version);
    }

    static Op delete(String path, int version) {
        return new Delete(path, version);
    }

    static Op check(String path, int version) {
        return new Check(path, version);
    }
}
