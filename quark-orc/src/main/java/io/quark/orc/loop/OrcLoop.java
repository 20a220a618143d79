package io.quark.orc.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event thread: it runs messages one after the other, and after each handful lets the core decide. Its queue needs no bound
 * of its own, for its senders are bounded: outcomes by the transactions in flight, cuts by {@link CutGate}.
 */
final class OrcLoop implements Executor, AutoCloseable {

    private static final int AT_ONCE = 256;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final LinkedBlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final ThreadFactory threads;
    private final Consumer<Throwable> broken;
    private volatile boolean stopped = false;
    private @Nullable Thread thread;

    /**
     * Makes a loop; messages may be sent to it before it is started.
     *
     * @param broken told if a message fails: what the thread owns can be trusted no more, the process has to end
     */
    OrcLoop(ThreadFactory threads, Consumer<Throwable> broken) {
        this.threads = threads;
        this.broken = broken;
    }

    void start(OrcCore core) {
        Thread started = threads.newThread(() -> run(core));
        thread = started;
        started.start();
    }

    @Override
    public void execute(Runnable message) {
        if (stopped) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        messages.add(message);
    }

    private void run(OrcCore core) {
        try {
            List<Runnable> some = new ArrayList<>(AT_ONCE);
            long nextTick = System.nanoTime() + TICK_NANOS;
            boolean more = false;
            while (!stopped) {
                await(some, more ? 0 : nextTick - System.nanoTime());
                some.forEach(Runnable::run);
                some.clear();
                if (System.nanoTime() - nextTick >= 0) {
                    nextTick = System.nanoTime() + TICK_NANOS;
                    core.tick();
                }
                more = core.decide();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            stopped = true;
            broken.accept(e);
        }
    }

    private void await(List<Runnable> into, long nanos) throws InterruptedException {
        Runnable first = messages.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        if (first != null) {
            into.add(first);
            messages.drainTo(into, AT_ONCE - 1);
        }
    }

    /** Stops after the message being run; what is pending is dropped, which is as if the process had ended here. */
    @Override
    public void close() {
        stopped = true;
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        running.interrupt();
        try {
            running.join(STOP_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
