package io.quark.compute.nic;

import java.util.Map;
import java.util.Optional;

/**
 * Remembers which interfaces were, or may have been, wired for each instance: what is needed to unwire them when
 * neither task nor domain is left to tell. Thread safe; blocks.
 */
public interface WiredNics {

    /** Written before the first of them is wired, or changed. Replaces what was remembered of the instance. */
    void remember(String instance, Wired wired);

    /** Written after the last of them was unwired. */
    void forget(String instance);

    /** What is remembered of one instance; empty where nothing is. */
    Optional<Wired> of(String instance);

    /** All that is remembered, by instance. */
    Map<String, Wired> all();
}
