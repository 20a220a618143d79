package io.quark.compute.task;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.tree.Node;
import io.quark.compute.hypervisor.SharedStorage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Removes what a host has of a machine's files. Where other hosts have the same files, the machine's record says whose they are: those of a machine that
 * such a host has stay, whatever this host was told of it before.
 */
final class FilesRelease {

    private final Workplace at;
    private final String instance;

    FilesRelease(Workplace at, String instance) {
        this.at = at;
        this.instance = instance;
    }

    CompletableFuture<Void> run() {
        Optional<SharedStorage> shared = at.storage().shared();
        return shared.isEmpty()
                ? at.storage().release(instance)
                : isInUseElsewhere(shared.get().name())
                        .thenCompose(elsewhere -> elsewhere
                                ? shared.get().leave(instance)
                                : at.storage().release(instance));
    }

    /** Asks for what is committed now, not for what was seen last. */
    private CompletableFuture<Boolean> isInUseElsewhere(String storage) {
        return latest(at.tree().paths().instance(instance)).thenCompose(record -> {
            Optional<String> host = record.flatMap(FilesRelease::host);
            if (host.filter(other -> !other.equals(at.host())).isEmpty()) {
                return CompletableFuture.completedFuture(false);
            }
            return host.get().isEmpty()
                    ? CompletableFuture.completedFuture(true)
                    : latest(at.tree().paths().self(host.get()))
                            .thenApply(self -> self.filter(node -> hasAnother(node, storage))
                                    .isEmpty());
        });
    }

    private CompletableFuture<Optional<Node>> latest(String path) {
        return at.tree().latest(List.of(path)).thenApply(nodes -> nodes.get(0));
    }

    /** What cannot be read may name any host: then the files stay. */
    private static Optional<String> host(Node record) {
        try {
            return record.as(Instance.class).compute();
        } catch (MalformedRecordException e) {
            return Optional.of("");
        }
    }

    /** Whether a host says for certain that it does not have this storage. */
    private static boolean hasAnother(Node self, String storage) {
        try {
            return !self.as(ComputeSelf.class).sharedStorage().equals(Optional.of(storage));
        } catch (MalformedRecordException e) {
            return false;
        }
    }
}
