package io.quark.compute.task;

import io.quark.common.model.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Which changes are under way on one compute, remembered beyond the end of the daemon: orc may withdraw one's task while there is no daemon, and then
 * nothing in the tree tells the next one that there is something to undo. Thread safe.
 */
public interface BegunChanges {

    /** For whom nothing outlives the daemon. */
    BegunChanges FORGOTTEN = new BegunChanges() {
        @Override
        public CompletableFuture<Void> begun(Task task) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> over(String task) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public List<Task> left() {
            return List.of();
        }
    };

    /** Its first step may be done once this has completed. Fails with a {@link io.quark.compute.hypervisor.HostFailureException}. */
    CompletableFuture<Void> begun(Task task);

    /** Its end is in the tree, or it is undone; nothing where it is not known. Fails as {@link #begun}. */
    CompletableFuture<Void> over(String task);

    /** What earlier lives of the daemon have left, as it was when this one began. */
    List<Task> left();
}
