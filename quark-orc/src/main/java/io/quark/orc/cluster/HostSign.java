package io.quark.orc.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a host gives a sign of life.
 *
 * @param known whether it has a directory in the tree at all
 * @param silentSince when its sign of life was seen to go; empty while it is alive
 */
public record HostSign(boolean known, Optional<Instant> silentSince) {

    public boolean alive() {
        return known && silentSince.isEmpty();
    }
}
