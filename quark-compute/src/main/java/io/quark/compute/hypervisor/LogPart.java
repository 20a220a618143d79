package io.quark.compute.hypervisor;

import java.nio.ByteBuffer;

/**
 * A part of a console log.
 *
 * @param bytes as the machine wrote them; read-only
 * @param end position in the file where the part ends: what comes next begins there
 */
public record LogPart(ByteBuffer bytes, long end) {

    /** Of a machine that has written nothing. */
    public static LogPart nothing() {
        return new LogPart(ByteBuffer.allocate(0).asReadOnlyBuffer(), 0);
    }
}
