package io.quark.net.model;

import io.quark.common.model.InstanceSpec.NicRequest;
import java.util.List;

/**
 * What can be said of the interfaces that an instance asks for without knowing the networks: the form of addresses and
 * MACs, and that nothing is asked for twice. Never throws for bad input.
 */
public final class NicRules {

    public static final int MAX_NICS = 16;
    public static final int MAX_IPS_PER_NIC = 16;

    private NicRules() {}

    /**
     * The requests with canonical addresses and MACs, or every fault; pointers are relative to the list, e.g. {@code
     * /0/ips/1}.
     */
    public static Checked<List<NicRequest>> canonical(List<NicRequest> nics) {
        return Unfinished.later();
    }
}
