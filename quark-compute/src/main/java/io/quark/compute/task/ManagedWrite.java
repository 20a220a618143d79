package io.quark.compute.task;

import io.quark.common.model.Managed;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Changes of records in {@code managing} that are part of one transaction. Lives on the loop. */
final class ManagedWrite {

    private final Managing managing;
    private final Supplier<List<ManagedChange>> changes;
    private final Map<String, Optional<Managed>> wanted = new LinkedHashMap<>();

    ManagedWrite(Managing managing, Supplier<List<ManagedChange>> changes) {
        this.managing = managing;
        this.changes = changes;
    }

    /** What does it, from the records as they are known now. */
    List<Op> ops() {
        wanted.clear();
        List<Op> ops = new ArrayList<>();
        for (ManagedChange change : changes.get()) {
            Optional<Managed> before = managing.get(change.id());
            Optional<Managed> after = change.change().apply(before);
            if (!after.equals(before)) {
                wanted.put(change.id(), after);
                ops.addAll(after.map(managed -> managing.putting(change.id(), managed))
                        .orElseGet(() -> managing.removing(change.id())));
            }
        }
        return ops;
    }

    /** The transaction with what {@link #ops} has said last was committed. */
    void committed() {
        wanted.forEach((id, managed) ->
                managed.ifPresentOrElse(record -> managing.put(id, record), () -> managing.remove(id)));
    }

    /** Something was not as known. */
    CompletableFuture<Void> reload() {
        return CompletableFuture.allOf(
                wanted.keySet().stream().map(managing::reload).toArray(CompletableFuture<?>[]::new));
    }
}
