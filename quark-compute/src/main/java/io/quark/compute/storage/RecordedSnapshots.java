package io.quark.compute.storage;

import io.quark.common.model.ImageFile;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Snapshots;
import io.quark.compute.hypervisor.StopSignal;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Snapshots that exist only on paper. What is uploaded of one is an empty disk. Thread safe; nothing blocks. */
public final class RecordedSnapshots implements Snapshots {

    private static final Path NOWHERE = Path.of("/nowhere");

    private final Ledger<Kept> ledger;
    private final ImageUpload upload = new ImageUpload();

    public RecordedSnapshots(Ledger<Kept> ledger) {
        this.ledger = ledger;
    }

    /**
     * A snapshot, or a draft of one.
     *
     * @param shape of its machine, once it is kept
     */
    public record Kept(boolean draft, List<String> shape) {
        public Kept {
            shape = shape == null ? List.of() : List.copyOf(shape); // the codec leaves empty ones out
        }
    }

    /** Forgets all snapshots of a machine. */
    public void forget(String instance) {
        ledger.keys().stream().filter(key -> key.startsWith(instance + "/")).forEach(ledger::remove);
    }

    @Override
    public Draft draft(String instance, String snapshot) {
        return new Draft(NOWHERE.resolve(snapshot), memory(instance, snapshot));
    }

    @Override
    public CompletableFuture<Void> begin(String instance, String snapshot, boolean goOn) {
        return done(() -> ledger.put(key(instance, snapshot), new Kept(true, List.of())));
    }

    @Override
    public CompletableFuture<Boolean> hasMemory(String instance, String snapshot) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, String snapshot, StopSignal stop) {
        return done(stop::check);
    }

    @Override
    public CompletableFuture<Long> keep(String instance, String snapshot, List<String> shape) {
        return now(() -> {
            ledger.put(key(instance, snapshot), new Kept(false, shape));
            return (long) EmptyDisk.qcow2().length;
        });
    }

    @Override
    public CompletableFuture<List<String>> shape(String instance, String snapshot) {
        return now(() -> require(instance, snapshot).shape());
    }

    @Override
    public CompletableFuture<Void> restore(String instance, String snapshot, long mib, StopSignal stop) {
        return done(() -> require(instance, snapshot));
    }

    @Override
    public Path memory(String instance, String snapshot) {
        return NOWHERE.resolve(snapshot + ".memory");
    }

    @Override
    public CompletableFuture<Void> remove(String instance, String snapshot) {
        return done(() -> ledger.remove(key(instance, snapshot)));
    }

    @Override
    public CompletableFuture<Void> flatten(String instance, String snapshot, StopSignal stop) {
        return done(() -> require(instance, snapshot));
    }

    @Override
    public CompletableFuture<ImageFile> upload(String instance, String snapshot, Upload to, StopSignal stop) {
        return upload.put(BodyPublishers.ofByteArray(EmptyDisk.qcow2()), to, stop);
    }

    @Override
    public CompletableFuture<Void> unflatten(String instance, String snapshot) {
        return CompletableFuture.completedFuture(null);
    }

    private Kept require(String instance, String snapshot) {
        return ledger.get(key(instance, snapshot))
                .filter(kept -> !kept.draft())
                .orElseThrow(() -> HostFailureException.permanent(
                        "snapshot " + snapshot + " of " + instance + " is not on this host",
                        "see whether the machine was moved since, and delete the snapshot"));
    }

    private static String key(String instance, String snapshot) {
        return instance + "/" + snapshot;
    }

    private static CompletableFuture<Void> done(Runnable work) {
        return CompletableFuture.completedFuture(true).thenRun(work);
    }

    static <T> CompletableFuture<T> now(Supplier<T> work) {
        return CompletableFuture.completedFuture(true).thenApply(yes -> work.get());
    }
}
