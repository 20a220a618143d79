package io.quark.net.host;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps machines to their own addresses: what a machine sends through its tap device under another's is dropped. Thread safe; every call is
 * idempotent and throws a {@link DriverException} when the host does not do as told.
 */
interface TapGuard {

    /** Makes sure that this host can do it. */
    void prepare();

    /** Lets the endpoint send from its addresses, and from nothing else; at once, and without a moment in which other rules hold. */
    void allow(String tap, Endpoint endpoint);

    /** Whether it does anything on this host, as far as {@link #prepare} has shown: filters need it. */
    boolean works();

    /**
     * Which of these taps are not guarded as they should be, because somebody else has changed something: by tap, what was found. It looks
     * at all of the host at once.
     */
    Map<String, String> drifted(Map<String, Endpoint> wanted);

    /** Takes away all that is there of a tap device; nothing may be. */
    void forget(String tap);

    /** Forgets every tap device of this daemon's that is not to be kept. */
    void forgetOthers(Predicate<String> keeps);
}
