package io.quark.common.tree;

import io.quark.common.json.Json;
import java.time.Instant;

/**
 * A znode as it was read. Immutable; its data must not be changed.
 *
 * @param version of its data
 * @param children how many there were when it was read; a view reads a node when itself changes, so ask the view's
 *     {@link TreeView#children} there
 * @param modifiedAt the server's clock
 * @param ephemeralOwner session id, 0 for a persistent node
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: a view holds hundreds of thousands
public record Node(
        String path,
        byte[] data,
        int version,
        int children,
        long createdZxid,
        long modifiedZxid,
        Instant createdAt,
        Instant modifiedAt,
        long ephemeralOwner) {

    /** The record in it. */
    public <T> T as(Class<T> type) {
        return Json.read(data, type);
    }
}
