package io.quark.api;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of the api beside those of the server. Every queue has an end; a request for which there is no room is answered 503.
 *
 * @param deciding judges requests against the views
 * @param reading reads and writes whole files, uploads among them
 * @param answering writes answers that come later than their request
 * @param timer deadlines and what is done again and again; for a moment each
 */
record Threads(
        ExecutorService deciding, ExecutorService reading, ExecutorService answering, ScheduledExecutorService timer)
        implements AutoCloseable {

    private static final int QUEUE = 10_000;

    static Threads start() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, named("api-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return new Threads(pool("api-decide", 8), pool("api-files", 16), pool("api-answer", 16), timer);
    }

    private static ExecutorService pool(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), named(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        List.of(timer, deciding, reading, answering).forEach(ExecutorService::shutdownNow);
    }
}
