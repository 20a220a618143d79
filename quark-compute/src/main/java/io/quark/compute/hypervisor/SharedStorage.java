package io.quark.compute.hypervisor;

import io.quark.common.model.Machine;
import java.util.concurrent.CompletableFuture;

/**
 * What is different where the files of machines lie on storage that several hosts have: a machine that moves between them leaves its files where they
 * are, and they become another host's. As {@link Storage} in all else.
 */
public interface SharedStorage {

    /** Under which its hosts know it. */
    String name();

    /** Whether files of that machine lie here which another host has made, or has taken over. */
    CompletableFuture<Boolean> isAnothers(String instance);

    /** Sees that the files of a machine that another host has, its volumes and its images are here; changes nothing of them. */
    CompletableFuture<Void> find(Owner owner, Machine machine, StopSignal stop);

    /** From now on the machine's files are this host's. It is that host which the machine's record names. */
    CompletableFuture<Void> takeOver(Owner owner);

    /** Removes what only this host has of a machine that is another host's: never what both see. */
    CompletableFuture<Void> leave(String instance);
}
