package io.quark.net.model;

import io.quark.common.model.Problem.Fault;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What makes a network acceptable, and the defaults of what its request leaves out. Never throws for bad input. */
public final class NetworkRules {

    public static final String DEFAULT_DRIVER = "bridge";
    public static final int DEFAULT_MTU = 1500;
    public static final int MIN_MTU = 576;
    public static final int MAX_MTU = 9216;

    /** Seconds before a released address is handed out again. */
    public static final int DEFAULT_REUSE_AFTER_S = 300;

    public static final int MAX_SUBNETS = 16;

    private NetworkRules() {}

    /**
     * The network's records, complete and canonical, or every fault with its JSON pointer into the request.
     *
     * @param id of the network
     * @param ids gives an id for each subnet
     */
    public static Checked<CreateNetwork> complete(
            NetworkRequest request, String id, String project, Instant now, Supplier<String> ids) {
        return Unfinished.later();
    }

    /** The faults of records that should have come from {@link #complete}: a safety net before they are written. */
    public static List<Fault> faults(CreateNetwork create) {
        return Unfinished.later();
    }
}
