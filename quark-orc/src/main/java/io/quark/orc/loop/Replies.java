package io.quark.orc.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what was asked of ZooKeeper back to the event thread, as a message. After the thread's end it is dropped. */
record Replies(Executor loop) {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    <T> void bring(CompletableFuture<T> asked, Consumer<T> answer, Consumer<Throwable> failure) {
        var unused = asked.whenComplete((value, thrown) -> {
            try {
                loop.execute(() -> {
                    if (thrown == null) {
                        answer.accept(value);
                    } else {
                        failure.accept(thrown);
                    }
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("an answer came after the end of the event thread");
            }
        });
    }
}
