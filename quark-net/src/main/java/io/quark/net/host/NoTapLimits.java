package io.quark.net.host;

import io.quark.common.model.TrafficLimits;
import java.util.Set;

/** Limits nothing, and says so when it is asked to. */
final class NoTapLimits implements TapLimits {

    @Override
    public TrafficLimits limit(String tap, TrafficLimits wanted) {
        if (!wanted.equals(TrafficLimits.NONE)) {
            throw HostProblems.unsupported(
                    BridgeDriver.NAME, "limit or mark traffic yet", "use a policy without such rules");
        }
        return wanted;
    }

    @Override
    public TrafficLimits limits(String tap) {
        return TrafficLimits.NONE;
    }

    @Override
    public void forget(String tap) {}

    @Override
    public Set<String> slots() {
        return Set.of();
    }
}
