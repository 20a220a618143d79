package io.quark.compute.seed;

import io.quark.common.model.Machine;
import java.util.Optional;

/**
 * The files of a NoCloud seed.
 *
 * @param metaData who the machine is
 * @param networkConfig its interfaces, version 2 (netplan's)
 * @param userData as the user gave it
 * @param vendorData as the operator of the host gave it
 */
public record Seed(String metaData, String networkConfig, String userData, Optional<String> vendorData) {

    /** What cloud-init takes for "nothing to do". */
    private static final String NO_USER_DATA = "#cloud-config\n{}\n";

    public static Seed of(Machine machine, Optional<String> vendorData) {
        return new Seed(
                MetaData.of(machine),
                NetworkConfig.of(machine.nics()),
                machine.userData().orElse(NO_USER_DATA),
                vendorData);
    }
}
