package io.quark.api.local;

import java.util.List;
import java.util.Map;

/**
 * A host of its own for a compute, which shares this machine's files: a network namespace, say.
 *
 * @param name of the compute
 * @param launcher what a command line begins with, so that it runs there as the very process that was started
 * @param settings of its compute, over those of the role
 */
public record HostPlan(String name, List<String> launcher, Map<String, String> settings) {

    public HostPlan {
        launcher = List.copyOf(launcher);
        settings = settings == null ? Map.of() : Map.copyOf(settings); // JSON leaves an empty map out
    }

    /** The name of the process that its compute runs in. */
    public String process() {
        return LocalCluster.COMPUTE + "-" + name;
    }
}
