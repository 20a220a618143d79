package io.quark.compute.sim;

import io.quark.compute.hypervisor.HostFailureException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long simulated steps take, and which of them fail. The same seed, host, instance and step give the same answer, in
 * whatever order they are asked. Thread safe.
 */
final class SimPace implements AutoCloseable {

    private final Settings settings;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param step what each step takes
     * @param jitter up to this much is added
     * @param failRate share of the steps that fail for good, 0 to 1
     * @param failHosts hosts where every step fails
     */
    record Settings(Duration step, Duration jitter, long seed, double failRate, Set<String> failHosts) {
        Settings {
            failHosts = Set.copyOf(failHosts);
        }
    }

    SimPace(Settings settings) {
        this.settings = settings;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sim-time");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A step that goes forward: takes its time, and may fail instead of working. */
    CompletableFuture<Void> forward(String host, String step, String instance, Runnable work) {
        SplittableRandom random = random(host, step, instance);
        boolean fails = settings.failHosts().contains(host) || random.nextDouble() < settings.failRate();
        return after(delay(random), () -> {
            if (fails) {
                throw HostFailureException.permanent(
                        "simulated fault of " + step + " of " + instance + " on " + host,
                        "set sim.fail_rate and sim.fail_hosts to have fewer");
            }
            work.run();
        });
    }

    /** A step that goes back: takes its time and always works, so that a simulation comes to an end. */
    CompletableFuture<Void> back(String host, String step, String instance, Runnable work) {
        return after(delay(random(host, step, instance)), work);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private SplittableRandom random(String host, String step, String instance) {
        return new SplittableRandom(settings.seed() * 31 + Objects.hash(host, step, instance));
    }

    private long delay(SplittableRandom random) {
        long jitter = settings.jitter().toMillis();
        return settings.step().toMillis() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    }

    private CompletableFuture<Void> after(long millis, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (millis == 0) {
            finish(done, work);
            return done;
        }
        try {
            var unused = timer.schedule(() -> finish(done, work), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // the process is going; nobody waits any more
        }
        return done;
    }

    private static void finish(CompletableFuture<Void> done, Runnable work) {
        @Nullable RuntimeException failure = null;
        try {
            work.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }
}
