package io.quark.api.port;

import io.quark.api.port.PortAnswer.DeviceAnswer;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.NetCatalogue.Claimed;
import io.quark.common.model.Claim;
import io.quark.common.model.MacRange;
import io.quark.common.model.Port;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Walks the MACs that are not free. Thread safe. */
final class Macs {

    private final Cluster cluster;
    private final Paths paths;

    Macs(Cluster cluster) {
        this.cluster = cluster;
        this.paths = cluster.paths();
    }

    /** Lazily, range by range, ordered by key: range, bucket, MAC. */
    Stream<Map.Entry<String, MacAnswer>> all() {
        return ranges().sorted()
                .flatMap(range -> cluster.catalogue()
                        .claims(paths.macs(range))
                        .map(claimed -> Map.entry(
                                range + "/" + claimed.bucket() + "/" + claimed.name(), shown(range, claimed))));
    }

    /** Their ids, the place of MACs outside every range among them. */
    private Stream<String> ranges() {
        return Stream.concat(
                cluster.catalogue().macRanges().in(Optional.empty()).values().stream()
                        .map(entry -> entry.value().id()),
                Stream.of(TreeLayout.REQUESTED_MACS));
    }

    Optional<MacAnswer> find(String mac) {
        return ranges().flatMap(range -> cluster.catalogue().claim(paths.macs(range), mac).stream()
                        .map(claimed -> shown(range, claimed)))
                .findFirst();
    }

    private MacAnswer shown(String range, Claimed claimed) {
        Claim claim = claimed.node().as(Claim.class);
        Optional<Port> port = claim.ports().stream()
                .findFirst()
                .flatMap(id -> cluster.ports().byId(id))
                .map(Entry::value);
        boolean cooling = claim.state() == Claim.State.COOLING;
        return new MacAnswer(
                claimed.name(),
                Optional.of(range).filter(id -> !id.equals(TreeLayout.REQUESTED_MACS)),
                cooling ? MacAnswer.State.COOLING : MacAnswer.State.ALLOCATED,
                claim.ports(),
                claim.device().or(() -> port.flatMap(Port::device)).map(DeviceAnswer::of),
                claim.note(),
                claim.project().or(() -> port.map(Port::project)),
                claimed.node().modifiedAt(),
                cooling
                        ? cluster.view()
                                .get(paths.macRange(range))
                                .filter(Cluster::hasRecord)
                                .map(node -> node.as(MacRange.class))
                                .map(record -> claimed.node().modifiedAt().plusSeconds(record.reuseAfterS()))
                        : Optional.empty());
    }
}
