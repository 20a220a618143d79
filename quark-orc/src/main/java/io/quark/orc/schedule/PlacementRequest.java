package io.quark.orc.schedule;

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
 */
public record PlacementRequest(
        Resources needs,
        List<String> excluded,
        Optional<String> compute,
        Optional<String> zone,
        Map<String, String> labels,
        Optional<String> hypervisor,
        Set<NetworkNeed> networks) {

    public PlacementRequest {
        excluded = List.copyOf(excluded);
        labels = Map.copyOf(labels);
        networks = Set.copyOf(networks);
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

    /**
     * The request for a machine; the labels of a machine describe it and ask nothing of its host.
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
                Map.of(),
                Optional.empty(),
                networks);
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
                networks.stream().map(NetworkNeed::withoutRules).collect(Collectors.toUnmodifiableSet()));
    }
}
