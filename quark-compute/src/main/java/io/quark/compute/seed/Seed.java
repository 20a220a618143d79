package io.quark.compute.seed;

import io.quark.common.model.Machine;

/**
 * The files of a NoCloud seed.
 *
 * @param metaData who the machine is
 * @param networkConfig its interfaces, version 2 (netplan's)
 * @param userData as the user gave it
 */
public record Seed(String metaData, String networkConfig, String userData) {

    /** What cloud-init takes for "nothing to do". */
    private static final String NO_USER_DATA = "#cloud-config\n{}\n";

    public static Seed of(Machine machine) {
        return new Seed(
                MetaData.of(machine),
                NetworkConfig.of(machine.nics()),
                machine.userData().orElse(NO_USER_DATA));
    }
}
