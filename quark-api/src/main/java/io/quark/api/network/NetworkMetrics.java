package io.quark.api.network;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Network;
import java.util.List;
import java.util.Optional;

/**
 * How full networks and subnets are, for Prometheus: two gauges, with labels for what they are of and what they count. Asked when somebody
 * scrapes; of a bounded number of networks, in the order of project and name. Thread safe.
 */
public final class NetworkMetrics implements MultiCollector {

    private final Cluster cluster;
    private final NetworkView view;
    private final int most;

    /** @param most networks that are told of, at most */
    public NetworkMetrics(Cluster cluster, AddressBook book, int most) {
        this.cluster = cluster;
        this.view = new NetworkView(cluster, book);
        this.most = most;
    }

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder networks = GaugeSnapshot.builder()
                .name("quark_network_addresses")
                .help("Addresses of a network by state: allocated, cooling, reserved, free.");
        GaugeSnapshot.Builder subnets = GaugeSnapshot.builder()
                .name("quark_subnet_addresses")
                .help("Addresses of a subnet by state: allocated, cooling, reserved, free.");
        cluster.networks().in(Optional.empty()).values().stream()
                .limit(most)
                .map(Entry::value)
                .forEach(network -> add(network, networks, subnets));
        return MetricSnapshots.of(
                networks.build(),
                subnets.build(),
                GaugeSnapshot.builder()
                        .name("quark_networks_without_metrics")
                        .help("Networks beyond net.metrics_networks, of which nothing is told here.")
                        .dataPoint(point(
                                Labels.EMPTY, Math.max(0, cluster.networks().size() - most)))
                        .build());
    }

    private void add(Network network, GaugeSnapshot.Builder networks, GaugeSnapshot.Builder subnets) {
        List<SubnetAnswer> answers = view.subnets(network.id());
        Labels of = Labels.of("network", network.id(), "network_name", network.name(), "project", network.project());
        add(of, UsageAnswer.sum(answers.stream().map(SubnetAnswer::usage).toList()), networks);
        answers.forEach(subnet ->
                add(of.merge(Labels.of("subnet", subnet.id(), "cidr", subnet.cidr())), subnet.usage(), subnets));
    }

    private static void add(Labels of, UsageAnswer usage, GaugeSnapshot.Builder gauge) {
        gauge.dataPoint(point(of.add("state", "allocated"), (double) usage.allocated()))
                .dataPoint(point(of.add("state", "cooling"), (double) usage.cooling()))
                .dataPoint(point(of.add("state", "reserved"), (double) usage.reserved()))
                .dataPoint(point(of.add("state", "free"), usage.free().doubleValue()));
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
