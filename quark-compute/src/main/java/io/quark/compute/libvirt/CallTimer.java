package io.quark.compute.libvirt;

import java.time.Duration;

/** Told how long each call to libvirt took. On any thread. */
@FunctionalInterface
public interface CallTimer {

    CallTimer NONE = took -> {};

    void took(Duration took);
}
