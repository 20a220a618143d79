package io.quark.orc.schedule;

import io.quark.common.model.Hardware;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a machine needs of its host.
 *
 * @param needs that much must be free
 * @param excluded hosts that may not be chosen
 * @param compute only this host, if given
 * @param zone only hosts of this zone, if given
 * @param labels only hosts that carry all of these
 * @param hypervisor only hosts with this kind of hypervisor, if given
 * @param networks only hosts that can carry all of these; what they want of QoS rules is left out where no host has it
 * @param move present where the machine is on a host already, which is to give it away
 */
public record PlacementRequest(
        Resources needs,
        List<String> excluded,
        Optional<String> compute,
        Optional<String> zone,
        Map<String, String> labels,
        Optional<String> hypervisor,
        Set<NetworkNeed> networks,
        Optional<Move> move) {

    /**
     * From one host to another.
     *
     * @param from where the machine is
     * @param sent whether that host sends it, so that the other one's hypervisor has to be within its reach; otherwise it is made there anew
     * @param storage only hosts that share this storage, if given: something of the machine lies there that is not copied
     * @param pools only hosts with all of these storage pools, for volumes of the machine lie in them
     */
    public record Move(String from, boolean sent, Optional<String> storage, Set<String> pools) {

        public Move {
            pools = Set.copyOf(pools);
        }

        /** Of a machine that has nothing but its root disk. */
        public Move(String from, boolean sent) {
            this(from, sent, Optional.empty(), Set.of());
        }
    }

    public PlacementRequest {
        excluded = List.copyOf(excluded);
        labels = Map.copyOf(labels);
        networks = Set.copyOf(networks);
    }

    /** A machine that is on no host yet. */
    public PlacementRequest(
            Resources needs,
            List<String> excluded,
            Optional<String> compute,
            Optional<String> zone,
            Map<String, String> labels,
            Optional<String> hypervisor,
            Set<NetworkNeed> networks) {
        this(needs, excluded, compute, zone, labels, hypervisor, networks, Optional.empty());
    }

    /** A machine without networks. */
    public PlacementRequest(
            Resources needs,
            List<String> excluded,
            Optional<String> compute,
            Optional<String> zone,
            Map<String, String> labels,
            Optional<String> hypervisor) {
        this(needs, excluded, compute, zone, labels, hypervisor, Set.of());
    }

    /** More of a host that has a machine already. */
    public static PlacementRequest more(Resources needs, Set<NetworkNeed> networks, Map<String, String> hostLabels) {
        return new PlacementRequest(
                needs, List.of(), Optional.empty(), Optional.empty(), hostLabels, Optional.empty(), networks);
    }

    /**
     * The request for a machine; the labels of a machine describe it and ask nothing of its host, but those
     * of its flavor do.
     *
     * @param networks that it has interfaces on
     * @param bandwidth kbit/s that they are promised
     */
    public static PlacementRequest of(
            InstanceSpec spec, Set<NetworkNeed> networks, long bandwidth, List<String> excluded) {
        return new PlacementRequest(
                spec.consumes().plus(new Resources(0, 0, 0, bandwidth)),
                excluded,
                spec.compute(),
                spec.zone(),
                spec.hardware().map(Hardware::hostLabels).orElse(Map.of()),
                Optional.empty(),
                networks);
    }

    /**
     * The request for a machine that goes from one host to another.
     *
     * @param shape that it is to have there
     * @param needs all that must be free for it
     * @param compute only this host, if given: where it was once asked for does not count any more
     * @param kind of the hypervisor that it runs on
     */
    public static PlacementRequest moving(
            InstanceSpec shape,
            Resources needs,
            Set<NetworkNeed> networks,
            List<String> excluded,
            Optional<String> compute,
            String kind,
            Move move) {
        return new PlacementRequest(
                needs,
                excluded,
                compute,
                shape.zone(),
                shape.hardware().map(Hardware::hostLabels).orElse(Map.of()),
                Optional.of(kind),
                networks,
                Optional.of(move));
    }

    /** Whether a host may not be chosen whatever it has. */
    boolean shuns(String host) {
        return excluded.contains(host)
                || move.filter(moving -> moving.from().equals(host)).isPresent();
    }

    /** Whether hosts that take no machines from others will not do. */
    boolean isSent() {
        return move.filter(Move::sent).isPresent();
    }

    /** The storage that the host must share, if any. */
    Optional<String> storage() {
        return move.flatMap(Move::storage);
    }

    /** The storage pools that the host must have. */
    Set<String> pools() {
        return move.map(Move::pools).orElse(Set.of());
    }

    /** Whether some hosts may be better than others for what they do about QoS rules. */
    boolean hasRules() {
        return networks.stream().anyMatch(need -> !need.rules().isEmpty());
    }

    /** The same, with hosts that do nothing about QoS rules. */
    PlacementRequest withoutRules() {
        return new PlacementRequest(
                needs,
                excluded,
                compute,
                zone,
                labels,
                hypervisor,
                networks.stream().map(NetworkNeed::withoutRules).collect(Collectors.toUnmodifiableSet()),
                move);
    }
}
