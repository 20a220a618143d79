package io.quark.net.qos;

import io.quark.common.model.Applied;
import java.time.Instant;
import java.util.Optional;

/**
 * What one host says that it has realised, and whether it is there to say so.
 *
 * @param compute its name
 * @param alive whether it gives a sign of life; otherwise it is offline, and {@code applied} is what it said last
 * @param silentSince since when it gives none, where that is known
 */
public record HostReport(String compute, boolean alive, Optional<Instant> silentSince, Applied applied) {

    /** Of a host that is alive. */
    public static HostReport alive(String compute, Applied applied) {
        return new HostReport(compute, true, Optional.empty(), applied);
    }

    /** Of a host that is offline. */
    public static HostReport offline(String compute, Optional<Instant> silentSince, Applied applied) {
        return new HostReport(compute, false, silentSince, applied);
    }
}
