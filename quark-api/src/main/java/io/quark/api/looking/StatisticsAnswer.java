package io.quark.api.looking;

import io.quark.api.bind.Field;
import io.quark.common.looking.MachineStatistics;
import java.util.List;
import java.util.Optional;

/** What a machine has used since it was started, as clients see it. */
public record StatisticsAnswer(
        @Field(required = true, says = "Whether it is; where not, counters are zero.")
        boolean running,

        @Field(required = true, says = "Its processors.") CpuAnswer cpu,
        @Field(required = true, says = "Its memory, bytes.") MemoryAnswer memory,
        @Field(required = true, says = "Its disks.") List<DiskAnswer> disks,

        @Field(required = true, says = "Its network interfaces; received is what came to the guest.")
        List<InterfaceAnswer> interfaces) {

    /** Processors. */
    public record CpuAnswer(
            @Field(required = true, says = "Nanoseconds of processor time.")
            long timeNs,

            @Field(required = true, says = "Virtual CPUs.") int vcpus) {}

    /** Memory. */
    public record MemoryAnswer(
            @Field(required = true, says = "What it may have.")
            long maximum,

            @Field(required = true, says = "What its balloon leaves it.")
            long current,

            @Field(says = "What it really occupies on the host.")
            Optional<Long> rss,

            @Field(says = "What the guest says to have free.")
            Optional<Long> unused) {}

    /** A disk. */
    public record DiskAnswer(
            @Field(required = true, says = "E.g. vda.") String name,
            @Field(required = true, says = "Bytes read.") long readBytes,

            @Field(required = true, says = "Requests to read.")
            long readRequests,

            @Field(required = true, says = "Bytes written.") long writtenBytes,

            @Field(required = true, says = "Requests to write.")
            long writeRequests) {}

    /** A network interface. */
    public record InterfaceAnswer(
            @Field(required = true, says = "Its name on the host.")
            String name,

            @Field(says = "Its MAC.") Optional<String> mac,

            @Field(required = true, says = "Bytes received.")
            long receivedBytes,

            @Field(required = true, says = "Packets received.")
            long receivedPackets,

            @Field(required = true, says = "Bytes sent.") long sentBytes,
            @Field(required = true, says = "Packets sent.") long sentPackets,

            @Field(required = true, says = "Packets dropped, either way.")
            long droppedPackets) {}

    static StatisticsAnswer of(MachineStatistics from) {
        return new StatisticsAnswer(
                from.running(),
                new CpuAnswer(from.cpu().timeNs(), from.cpu().vcpus()),
                new MemoryAnswer(
                        from.memory().maximum(),
                        from.memory().current(),
                        from.memory().rss(),
                        from.memory().unused()),
                from.disks().stream()
                        .map(disk -> new DiskAnswer(
                                disk.name(),
                                disk.readBytes(),
                                disk.readRequests(),
                                disk.writtenBytes(),
                                disk.writeRequests()))
                        .toList(),
                from.interfaces().stream()
                        .map(nic -> new InterfaceAnswer(
                                nic.name(),
                                nic.mac(),
                                nic.receivedBytes(),
                                nic.receivedPackets(),
                                nic.sentBytes(),
                                nic.sentPackets(),
                                nic.droppedPackets()))
                        .toList());
    }
}
