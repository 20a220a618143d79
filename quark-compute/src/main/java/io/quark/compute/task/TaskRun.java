package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.model.TaskKind;
import java.util.concurrent.CompletableFuture;

/**
 * Something being done for one instance. Those of one instance run one after the other. Lives on the loop.
 */
interface TaskRun {

    String instance();

    TaskKind kind();

    /** What it takes of the host until it is finished. */
    Resources consumes();

    /** Begins it; called once, when its turn has come. */
    void begin();

    /** It is not wanted any more; also before it has begun. */
    void stop(StopReason why);

    /** Completes when nothing of it goes on any more. */
    CompletableFuture<Void> finished();

    enum StopReason {
        /** A delete of the same instance has come: whatever takes long is to end as cancelled. */
        OVERTAKEN,
        /** It was cancelled: it is to end as that, undone, if that is still possible. */
        CANCELLED,
        /** Orc has deleted the record. */
        WITHDRAWN
    }
}
