package io.quark.compute.hypervisor;

import java.io.IOException;
import java.nio.channels.ByteChannel;

/** Leads to a console. */
@FunctionalInterface
public interface ConsoleLine {

    /**
     * Opens it. Blocks; so do the channel's operations, until it is closed, which another thread may do.
     *
     * @throws IOException if nobody is at its end
     */
    ByteChannel open() throws IOException;
}
