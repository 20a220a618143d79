package io.quark.common.looking;

import io.quark.common.model.Copies;
import java.util.List;
import java.util.Optional;

/**
 * What a machine has used since it was started. Counters begin at zero when its hypervisor's process does.
 *
 * @param running whether it is; where not, the counters are absent or zero
 */
public record MachineStatistics(
        String instance, boolean running, Cpu cpu, Memory memory, List<Disk> disks, List<Interface> interfaces) {

    public MachineStatistics {
        disks = Copies.list(disks);
        interfaces = Copies.list(interfaces);
    }

    /**
     * Processors.
     *
     * @param timeNs nanoseconds of processor time
     */
    public record Cpu(long timeNs, int vcpus) {}

    /**
     * Bytes of memory.
     *
     * @param maximum what it may have
     * @param current what its balloon leaves it
     * @param rss what its process really occupies on the host
     * @param unused what its guest says to have free, where the guest tells
     */
    public record Memory(long maximum, long current, Optional<Long> rss, Optional<Long> unused) {}

    /**
     * One disk.
     *
     * @param name as its guest's first name for it, e.g. {@code vda}
     */
    public record Disk(String name, long readBytes, long readRequests, long writtenBytes, long writeRequests) {}

    /**
     * One network interface; received is what came to the guest.
     *
     * @param name on the host
     * @param mac where it is known
     */
    public record Interface(
            String name,
            Optional<String> mac,
            long receivedBytes,
            long receivedPackets,
            long sentBytes,
            long sentPackets,
            long droppedPackets) {}
}
