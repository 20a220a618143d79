package io.quark.net.host;

import io.quark.common.model.TrafficLimits;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Limits and marks the traffic of tap devices. Stateless and thread safe; every call is idempotent and throws a {@link DriverException} when
 * the host does not do as told.
 */
interface TapLimits {

    /**
     * Puts limits into force in place of those that were, and reads them back.
     *
     * @return what the host says is in force now
     */
    TrafficLimits limit(String tap, TrafficLimits wanted);

    /** What the host says is in force; nothing where the device is not there. */
    TrafficLimits limits(String tap);

    /** Takes away all that is there of a tap device, which may be gone itself; nothing may be. */
    void forget(String tap);

    /** Takes away what is there of every tap device of this daemon's that is not to be kept. */
    default void forgetOthers(Predicate<String> keeps) {}

    /** The slots of rules ({@code QosRule.slot()}) that this host can put into force; the same as long as the daemon lives. */
    Set<String> slots();
}
