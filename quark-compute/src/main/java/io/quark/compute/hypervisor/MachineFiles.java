package io.quark.compute.hypervisor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one machine on its host.
 *
 * @param disk its own overlay or empty disk, qcow2; absent: it has none
 * @param seed the NoCloud ISO; absent on a hypervisor that cannot attach one
 * @param console where the first serial console's output goes
 */
public record MachineFiles(
        Optional<Path> disk,
        Optional<Path> kernel,
        Optional<Path> initrd,
        Optional<Path> seed,
        Optional<Path> console) {

    /** Of a machine that exists only on paper. */
    public static final MachineFiles NONE =
            new MachineFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
