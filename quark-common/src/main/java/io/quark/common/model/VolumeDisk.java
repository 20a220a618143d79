package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A volume as the host of its machine has to realise it.
 *
 * @param id of the volume
 * @param size MiB
 * @param pool of the host in which it lies; empty: the host's own directory
 * @param device as which the guest sees it, e.g. {@code vdc}
 */
public record VolumeDisk(
        String id,
        long size,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String pool,
        String device) {

    public VolumeDisk {
        pool = Copies.text(pool);
    }
}
