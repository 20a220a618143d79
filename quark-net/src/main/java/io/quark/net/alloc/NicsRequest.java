package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import java.util.List;

/**
 * The interfaces that one instance asks for, all or none.
 *
 * @param workUnit the build, or whatever adds interfaces; the ids of the ports follow from it
 * @param project may use its own networks and shared ones
 * @param before how many interfaces the instance has had before: the names of the ports go on from there
 */
public record NicsRequest(
        String workUnit, String project, String instance, String instanceName, List<NicRequest> nics, int before) {

    public NicsRequest {
        nics = List.copyOf(nics);
    }

    /** All interfaces of an instance that has none. */
    public NicsRequest(String workUnit, String project, String instance, String instanceName, List<NicRequest> nics) {
        this(workUnit, project, instance, instanceName, nics, 0);
    }

    /** The id of the port that is made for one of them; one that asks for a port that is there gets that. */
    public static String portId(String workUnit, int index) {
        return Ids.derived(workUnit, "port", Integer.toString(index));
    }
}
