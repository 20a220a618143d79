package io.quark.compute.hypervisor;

import io.quark.common.model.ImageFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The snapshots of machines on one host: each a whole copy of the machine's own root disk, perhaps with its memory. They lie with the machine's
 * files and go with them.
 *
 * <p>What is being taken is a draft, which nobody can use, until {@link #keep} makes it a snapshot. Idempotent, asynchronous and failing as {@link
 * Hypervisor} is; the caller runs one operation at a time per instance.
 */
public interface Snapshots {

    /** Where a draft's parts lie. */
    Draft draft(String instance, String snapshot);

    /**
     * The parts of a snapshot.
     *
     * @param disk a copy of the root disk that stands alone
     * @param memory as the hypervisor saved it, where the machine's memory is in it
     */
    record Draft(Path disk, Path memory) {}

    /** Makes a draft, empty. What an earlier one left behind goes; one that was begun stays only with {@code goOn}. */
    CompletableFuture<Void> begin(String instance, String snapshot, boolean goOn);

    /** Whether the draft has saved memory. */
    CompletableFuture<Boolean> hasMemory(String instance, String snapshot);

    /** Copies the root disk of a machine that is not active into the draft. */
    CompletableFuture<Void> copyRoot(String instance, String snapshot, StopSignal stop);

    /**
     * Makes the draft a snapshot.
     *
     * @param shape what {@link DomainDisks#shape} said of the machine
     * @return its size, bytes
     */
    CompletableFuture<Long> keep(String instance, String snapshot, List<String> shape);

    /** What was said of the machine's shape when its snapshot was taken. */
    CompletableFuture<List<String>> shape(String instance, String snapshot);

    /**
     * Makes the machine's root disk what the snapshot holds; the machine is not active.
     *
     * @param mib the least that the disk is to have
     */
    CompletableFuture<Void> restore(String instance, String snapshot, long mib, StopSignal stop);

    /** The memory of a snapshot. */
    Path memory(String instance, String snapshot);

    /** Removes a snapshot, or a draft of it. */
    CompletableFuture<Void> remove(String instance, String snapshot);

    /** Makes a copy of a snapshot's disk that is good as an image. */
    CompletableFuture<Void> flatten(String instance, String snapshot, StopSignal stop);

    /** Sends that copy to an api, which says what became of it. */
    CompletableFuture<ImageFile> upload(String instance, String snapshot, Upload to, StopSignal stop);

    /**
     * Where an upload goes.
     *
     * @param authorization that lets it in; shown nowhere
     */
    record Upload(String url, String authorization) {
        @Override
        public String toString() {
            return url;
        }
    }

    /** Removes that copy. */
    CompletableFuture<Void> unflatten(String instance, String snapshot);
}
