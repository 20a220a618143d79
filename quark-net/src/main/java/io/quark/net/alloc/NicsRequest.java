package io.quark.net.alloc;

import io.quark.common.model.InstanceSpec.NicRequest;
import java.util.List;

/**
 * The interfaces that one instance asks for, all or none.
 *
 * @param workUnit the build; the ids of the ports follow from it
 * @param project may use its own networks and shared ones
 */
public record NicsRequest(
        String workUnit, String project, String instance, String instanceName, List<NicRequest> nics) {

    public NicsRequest {
        nics = List.copyOf(nics);
    }
}
