package io.quark.compute.libvirt;

import io.quark.common.model.Hardware;
import io.quark.common.model.Machine;
import java.util.Optional;

/**
 * How far a machine can grow while it runs; decided when its domain is defined.
 *
 * <p>Memory grows by DIMMs that are plugged in. A balloon could do it, too, but a guest must be started with all the memory that it is ever to have and
 * then give most of it back by itself: one that does not takes what the host has promised to others. Both directions by virtio-mem need a driver
 * that few guests load. DIMMs have a price: Linux sets aside 64 MiB for machines that could have memory above 4 GiB, so machines of less than
 * 1 GiB grow by a restart. Memory is never taken away from a running machine, nor CPUs: guests refuse, or take for ever.
 *
 * @param cpus virtual CPUs
 * @param ram MiB; absent: it does not grow while it runs
 */
record Ceiling(int cpus, Optional<Long> ram) {

    /** How many DIMMs can be plugged in. */
    static final int SLOTS = 16;

    /** Linux takes memory in blocks of this size at least, MiB. */
    static final long BLOCK_MIB = 128;

    private static final int TIMES = 4;
    private static final long SMALLEST_MIB = 1024;

    /** Beyond this QEMU needs an IOMMU for interrupts. */
    private static final int MAX_CPUS = 240;

    static Ceiling of(Guest guest, Machine machine) {
        if (!isPlain(machine)) {
            // Pins, nodes and pages are laid out for just this shape.
            return new Ceiling(machine.cpu(), Optional.empty());
        }
        int cpus = Math.max(machine.cpu(), Math.min(TIMES * machine.cpu(), Math.min(guest.cpus(), MAX_CPUS)));
        long ram = Math.min(TIMES * machine.ram(), guest.ram() / BLOCK_MIB * BLOCK_MIB);
        boolean grows = guest.real() && machine.ram() >= SMALLEST_MIB && ram >= machine.ram() + BLOCK_MIB;
        return new Ceiling(cpus, grows ? Optional.of(ram) : Optional.empty());
    }

    static boolean isPlain(Machine machine) {
        Hardware hardware = machine.hardware().orElse(Hardware.PLAIN);
        return hardware.cpuPins().isEmpty()
                && hardware.numa().isEmpty()
                && hardware.hugePageKib().isEmpty()
                && hardware.pci().isEmpty()
                && hardware.domainXml().isEmpty()
                && hardware.devicesXml().isEmpty();
    }
}
