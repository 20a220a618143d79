package io.quark.compute.hypervisor;

import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.MachineStatistics;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Looks into the machines of one compute; changes nothing. Only into its own: others are as if they were not there.
 *
 * <p>Operations return at once and fail with an {@link UnseenException} where there is nothing to be seen, or with a {@link
 * HostFailureException}. They hold back nothing that is done to machines. Thread safe.
 */
public interface Insight {

    /** What the machine wrote to its first serial port, also while it does not run. */
    CompletableFuture<LogPart> log(String instance, LogWish wish);

    /** Its screen as PNG. */
    CompletableFuture<byte[]> screenshot(String instance);

    /** What the agent within it tells; within seconds, also where there is none. */
    CompletableFuture<GuestFacts> guest(String instance);

    CompletableFuture<MachineStatistics> statistics(String instance);

    /**
     * Of many machines with one look.
     *
     * @param most machines at most
     */
    CompletableFuture<List<MachineStatistics>> statistics(int most);

    /** Where its console is. One viewer at a time: who opens another line closes the one before. */
    CompletableFuture<ConsoleLine> console(String instance, ConsoleKind kind);
}
