package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.TaskKind;
import java.util.concurrent.CompletableFuture;

/** What is done to an instance without a task in the tree: it consumes nothing, and no record tells of it. Lives on the loop. */
abstract class UnrecordedRun implements TaskRun {

    private final TaskKind kind;
    private final String instance;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /** @param kind what it counts as towards others that want to do something to the instance */
    UnrecordedRun(TaskKind kind, String instance) {
        this.kind = kind;
        this.instance = instance;
    }

    /** To be called when nothing more is done. */
    final void end() {
        finished.complete(null);
    }

    @Override
    public final String instance() {
        return instance;
    }

    @Override
    public final TaskKind kind() {
        return kind;
    }

    @Override
    public final Resources consumes() {
        return Resources.NONE;
    }

    @Override
    public final CompletableFuture<Void> finished() {
        return finished;
    }
}
