package io.quark.orc.schedule;

import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Nic;
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
 * @param networks only hosts that can carry all of these
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
     * @param nics its interfaces
     * @param bandwidth kbit/s that they are promised
     */
    public static PlacementRequest of(InstanceSpec spec, List<Nic> nics, long bandwidth, List<String> excluded) {
        return new PlacementRequest(
                spec.consumes().plus(new Resources(0, 0, 0, bandwidth)),
                excluded,
                spec.compute(),
                spec.zone(),
                Map.of(),
                Optional.empty(),
                nics.stream().map(nic -> NetworkNeed.of(nic.network())).collect(Collectors.toUnmodifiableSet()));
    }
}
