package io.quark.orc.schedule;

import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine needs of its host.
 *
 * @param needs that much must be free
 * @param excluded hosts that may not be chosen
 * @param compute only this host, if given
 * @param zone only hosts of this zone, if given
 * @param labels only hosts that carry all of these
 * @param hypervisor only hosts with this kind of hypervisor, if given
 */
public record PlacementRequest(
        Resources needs,
        List<String> excluded,
        Optional<String> compute,
        Optional<String> zone,
        Map<String, String> labels,
        Optional<String> hypervisor) {

    public PlacementRequest {
        excluded = List.copyOf(excluded);
        labels = Map.copyOf(labels);
    }

    /** The request for a machine; the labels of a machine describe it and ask nothing of its host. */
    public static PlacementRequest of(InstanceSpec spec, List<String> excluded) {
        return new PlacementRequest(spec.consumes(), excluded, spec.compute(), spec.zone(), Map.of(), Optional.empty());
    }
}
