package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * What a project may have at most; what is absent is not limited. The data version of its node guards it: every transaction that
 * adds to what is limited here bumps it, so that two of them cannot both take what is left.
 *
 * @param ports all of them, those of instances among them
 * @param addressesPerPort of each single port
 * @param op the work unit that wrote it
 */
public record Quota(
        String project,
        Optional<Integer> networks,
        Optional<Integer> subnets,
        Optional<Integer> ports,
        Optional<Integer> addressesPerPort,
        String op) {

    /** Whether anything is limited that is counted over the project. */
    @JsonIgnore
    public boolean counts() {
        return networks.isPresent() || subnets.isPresent() || ports.isPresent();
    }
}
