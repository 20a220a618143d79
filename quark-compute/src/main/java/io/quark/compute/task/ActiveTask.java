package io.quark.compute.task;

import io.quark.common.json.Json;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A task's record in {@code active_tasks}, as this daemon writes it. Lives on the loop.
 *
 * <p>At most one write is in flight. Each names the version before it, so that a task that orc has withdrawn is never
 * brought back; after an unknown outcome the record is read and compared. Progress is written at most every {@link
 * #PROGRESS_EVERY}, the newest only.
 */
final class ActiveTask {

    static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

    private final Loop loop;
    private final Clock clock;
    private final Tree tree;
    private final String path;
    private final Deque<Queued> queue = new ArrayDeque<>();
    private Task task;
    private int version;
    private boolean writing;
    private boolean gone;
    private boolean progressed;
    private boolean timerSet;
    private Instant lastWrite;

    /** @param version of the record as it stands in the tree */
    ActiveTask(Loop loop, Clock clock, Tree tree, String host, Task task, int version) {
        this.loop = loop;
        this.clock = clock;
        this.tree = tree;
        this.path = tree.paths().activeTask(host, task.id());
        this.task = task;
        this.version = version;
        this.lastWrite = clock.instant();
    }

    /** What became of a write. */
    enum Written {
        /** It stands in the tree. */
        WRITTEN,
        /** The record is gone: orc has withdrawn the task, or has taken note of its end. */
        GONE
    }

    /**
     * @param changed the task as it is to be
     * @param with what is to happen in the same transaction; asked anew for each try
     * @param committed run in the same breath in which this daemon learns of it
     * @param refused told when {@code with} was refused: it has to learn why, then the write is tried again
     */
    record Write(
            UnaryOperator<Task> changed,
            Supplier<List<Op>> with,
            Runnable committed,
            Supplier<CompletableFuture<Void>> refused) {

        static Write alone(UnaryOperator<Task> changed) {
            return new Write(changed, List::of, () -> {}, () -> CompletableFuture.completedFuture(null));
        }

        /** Ends the task. */
        static Write end(TaskEnd end) {
            return alone(before -> before.ended(end));
        }
    }

    private record Queued(Write write, CompletableFuture<Written> written) {}

    Task task() {
        return task;
    }

    String path() {
        return path;
    }

    /** Tells how far it is; written soon, or not at all when something newer comes first. */
    void progress(Map<String, StepRecord> completed, List<String> left) {
        task = task.progressed(completed, left);
        progressed = true;
        writeProgressLater();
    }

    /** Tells which share of the step under way is done; steps of less than a hundredth are not worth a write. */
    void progress(double share) {
        double known = Math.max(0, Math.min(1, share));
        if (Math.abs(known - task.progress()) >= 0.01) {
            task = task.progressed(known);
            progressed = true;
            writeProgressLater();
        }
    }

    /** Sets the gate. Only after {@code WRITTEN} may the machine be started. */
    CompletableFuture<Written> passGate() {
        return write(Write.alone(Task::pastTheGate));
    }

    CompletableFuture<Written> write(Write write) {
        Queued queued = new Queued(write, new CompletableFuture<>());
        queue.add(queued);
        next();
        return queued.written();
    }

    private void writeProgressLater() {
        if (timerSet || !progressed) {
            return;
        }
        timerSet = true;
        Duration sinceLast = Duration.between(lastWrite, clock.instant());
        Duration wait = PROGRESS_EVERY.minus(sinceLast);
        loop.after(wait.isNegative() ? Duration.ZERO : wait, () -> {
            timerSet = false;
            if (progressed && !writing && queue.isEmpty() && !gone) {
                var unused = write(Write.alone(UnaryOperator.identity()));
            }
        });
    }

    private void next() {
        Queued first = queue.peek();
        if (writing || first == null) {
            return;
        }
        if (gone) {
            finish(first, Written.GONE);
            return;
        }
        Write write = first.write();
        Task wanted = write.changed().apply(task);
        Transaction transaction =
                Transaction.of(Op.set(path, wanted, version)).then(write.with().get());
        writing = true;
        progressed = false;
        loop.when(tree.commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                written(first, wanted, version + 1);
            } else if (commit instanceof Commit.Refused refused && refused.index() > 0) {
                loop.when(write.refused().get(), (nothing, ignored) -> again());
            } else {
                compare(first, wanted);
            }
        });
    }

    /** The record is not as expected, or it is not known whether it was written. */
    private void compare(Queued queued, Task wanted) {
        loop.when(tree.latest(List.of(path)), (nodes, failure) -> {
            Optional<Node> found = nodes == null ? Optional.empty() : nodes.get(0);
            if (found.isEmpty()) {
                gone = true;
                finish(queued, Written.GONE);
            } else if (Arrays.equals(found.get().data(), Json.bytes(wanted))) {
                written(queued, wanted, found.get().version());
            } else {
                version = found.get().version();
                again();
            }
        });
    }

    private void written(Queued queued, Task wanted, int newVersion) {
        // Steps may have been completed while it was on its way.
        task = progressed
                ? wanted.progressed(task.stepsCompleted(), task.stepsLeft()).progressed(task.progress())
                : wanted;
        version = newVersion;
        queued.write().committed().run();
        finish(queued, Written.WRITTEN);
    }

    private void finish(Queued queued, Written result) {
        queue.remove(queued);
        lastWrite = clock.instant();
        queued.written().complete(result);
        again();
        writeProgressLater();
    }

    private void again() {
        writing = false;
        next();
    }
}
