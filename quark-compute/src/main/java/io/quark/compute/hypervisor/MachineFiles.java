package io.quark.compute.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one machine on its host.
 *
 * @param disk its own overlay or empty disk, qcow2; absent: it has none
 * @param seed the NoCloud ISO; absent on a hypervisor that cannot attach one
 * @param console where the first serial console's output goes
 * @param serial unix socket at which the running machine's first serial console is; absent: nowhere
 * @param vnc unix socket at which the running machine's screen is shown; absent: nowhere
 * @param rescued the machine's own disk while it boots from another one, which {@code disk} is then
 * @param volumes the disks of its volumes
 */
public record MachineFiles(
        Optional<Path> disk,
        Optional<Path> kernel,
        Optional<Path> initrd,
        Optional<Path> seed,
        Optional<Path> console,
        Optional<Path> serial,
        Optional<Path> vnc,
        Optional<Path> rescued,
        List<DomainDisk> volumes) {

    public MachineFiles {
        volumes = List.copyOf(volumes);
    }

    /** Of a machine that is not being rescued and has no volumes. */
    public MachineFiles(
            Optional<Path> disk,
            Optional<Path> kernel,
            Optional<Path> initrd,
            Optional<Path> seed,
            Optional<Path> console,
            Optional<Path> serial,
            Optional<Path> vnc) {
        this(disk, kernel, initrd, seed, console, serial, vnc, Optional.empty(), List.of());
    }

    /** Of a machine that exists only on paper. */
    public static final MachineFiles NONE = new MachineFiles(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same without sockets: nobody can look into the machine while it runs. */
    public MachineFiles unseen() {
        return new MachineFiles(
                disk, kernel, initrd, seed, console, Optional.empty(), Optional.empty(), rescued, volumes);
    }
}
