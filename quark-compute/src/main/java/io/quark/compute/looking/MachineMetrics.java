package io.quark.compute.looking;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.quark.common.looking.MachineStatistics;
import io.quark.compute.hypervisor.Insight;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What machines use, for Prometheus. Their hypervisor is asked when somebody scrapes, and at most once in {@link Sample#VALID}; of a bounded
 * number of machines of a process, because there may be very many where they are simulated. Thread safe.
 */
public final class MachineMetrics implements MultiCollector {

    /** Machines of one process that are told of at most: more than a real host has. */
    static final int MOST = 500;

    private static final double NANOS = 1e9;

    private final Sample sample;

    /** Of the machines of these computes. */
    public MachineMetrics(Collection<Insight> computes, InstantSource clock) {
        this.sample = new Sample(List.copyOf(computes), MOST, clock);
    }

    @Override
    public MetricSnapshots collect() {
        List<MachineStatistics> all = sample.get();
        return new MetricSnapshots(Stream.of(
                        cpu(all),
                        gauge(
                                "quark_machine_memory_bytes",
                                "What the balloon leaves a machine.",
                                all,
                                of -> of.memory().current()),
                        gauge(
                                "quark_machine_resident_bytes",
                                "Memory of the host that a machine really occupies.",
                                all,
                                of -> of.memory().rss().orElse(0L)),
                        disks("read_bytes", all, MachineStatistics.Disk::readBytes),
                        disks("written_bytes", all, MachineStatistics.Disk::writtenBytes),
                        disks("read_requests", all, MachineStatistics.Disk::readRequests),
                        disks("write_requests", all, MachineStatistics.Disk::writeRequests),
                        interfaces("received_bytes", all, MachineStatistics.Interface::receivedBytes),
                        interfaces("sent_bytes", all, MachineStatistics.Interface::sentBytes),
                        interfaces("received_packets", all, MachineStatistics.Interface::receivedPackets),
                        interfaces("sent_packets", all, MachineStatistics.Interface::sentPackets),
                        interfaces("dropped_packets", all, MachineStatistics.Interface::droppedPackets),
                        age())
                .toList());
    }

    private MetricSnapshot age() {
        return GaugeSnapshot.builder()
                .name("quark_machine_statistics_age_seconds")
                .help(
                        "How old the statistics of machines are: more than some seconds means that the hypervisor does not answer.")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(sample.ageSeconds())
                        .build())
                .build();
    }

    private static MetricSnapshot cpu(List<MachineStatistics> all) {
        CounterSnapshot.Builder metric = CounterSnapshot.builder()
                .name("quark_machine_cpu_seconds")
                .help("Processor time that a machine has used.");
        all.forEach(of -> metric.dataPoint(CounterDataPointSnapshot.builder()
                .labels(instance(of))
                .value(of.cpu().timeNs() / NANOS)
                .build()));
        return metric.build();
    }

    private static MetricSnapshot gauge(
            String name, String says, List<MachineStatistics> all, ToLongFunction<MachineStatistics> value) {
        GaugeSnapshot.Builder metric = GaugeSnapshot.builder().name(name).help(says);
        all.forEach(of -> metric.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(instance(of))
                .value((double) value.applyAsLong(of))
                .build()));
        return metric.build();
    }

    private static MetricSnapshot disks(
            String what, List<MachineStatistics> all, ToLongFunction<MachineStatistics.Disk> value) {
        return counter(
                "quark_machine_disk_" + what, all, MachineStatistics::disks, MachineStatistics.Disk::name, value);
    }

    private static MetricSnapshot interfaces(
            String what, List<MachineStatistics> all, ToLongFunction<MachineStatistics.Interface> value) {
        return counter(
                "quark_machine_network_" + what,
                all,
                MachineStatistics::interfaces,
                MachineStatistics.Interface::name,
                value);
    }

    private static <D> MetricSnapshot counter(
            String name,
            List<MachineStatistics> all,
            Function<MachineStatistics, List<D>> devices,
            Function<D, String> device,
            ToLongFunction<D> value) {
        CounterSnapshot.Builder metric =
                CounterSnapshot.builder().name(name).help("By machine and device, since the machine was started.");
        for (MachineStatistics of : all) {
            devices.apply(of)
                    .forEach(one -> metric.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(instance(of).add("device", device.apply(one)))
                            .value((double) value.applyAsLong(one))
                            .build()));
        }
        return metric.build();
    }

    private static Labels instance(MachineStatistics of) {
        return Labels.of("instance", of.instance());
    }
}
