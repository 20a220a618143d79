package io.quark.common.daemon;

/** Wires and starts the parts of one kind of daemon. */
@FunctionalInterface
public interface Assembly<C> {

    /**
     * Makes the parts of their configuration, starts them in order and registers each with {@link Daemon#started}. Returns when all are started; what
     * they still wait for is told by ready checks. If it throws, those registered so far are stopped and the process ends
     * with {@link ExitCode#NOT_STARTED}.
     */
    void start(C config, Daemon daemon) throws Exception;
}
