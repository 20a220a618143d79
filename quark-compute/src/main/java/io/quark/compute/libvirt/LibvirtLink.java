package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

/**
 * Calls to one libvirt, each with a deadline, on a bounded number of threads. Thread safe.
 *
 * <p>A call that outlives its deadline fails for its caller but keeps its thread, and holds back further calls of its
 * key: what it still may do does not mix with what is asked next. libvirt's keepalive ends the connection of a hung
 * server, and with it such calls.
 */
final class LibvirtLink implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int WAITING = 4_096;
    private static final int THREADS_ASIDE = 4;
    private static final int WAITING_ASIDE = 64;

    private final LibvirtConnection connection;
    private final CallTimer timer;
    private final ThreadPoolExecutor threads;
    private final ConcurrentMap<String, CompletableFuture<Void>> tails = new ConcurrentHashMap<>();

    LibvirtLink(LibvirtConnection connection, CallTimer timer) {
        this(connection, timer, "libvirt-call", THREADS, WAITING);
    }

    /** With few threads of its own, for calls that others must not wait for. */
    static LibvirtLink aside(LibvirtConnection connection, CallTimer timer) {
        return new LibvirtLink(connection, timer, "libvirt-look", THREADS_ASIDE, WAITING_ASIDE);
    }

    private LibvirtLink(LibvirtConnection connection, CallTimer timer, String name, int most, int waiting) {
        this.connection = connection;
        this.timer = timer;
        this.threads =
                new ThreadPoolExecutor(most, most, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Blocks while libvirt answers. */
    interface Call<T> {
        T on(Connect libvirt) throws LibvirtException;
    }

    /**
     * Calls libvirt.
     *
     * @param key calls of one key follow each other
     * @param what is done to what, for messages: "start the domain of ..."
     */
    <T> CompletableFuture<T> call(String key, String what, Duration deadline, Call<T> call) {
        CompletableFuture<T> raw = new CompletableFuture<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> before =
                Optional.ofNullable(tails.put(key, ended)).orElseGet(() -> CompletableFuture.completedFuture(null));
        var unused = before.whenComplete((nothing, failure) -> execute(raw, what, call));
        var unused2 = raw.whenComplete((value, failure) -> {
            tails.remove(key, ended);
            ended.complete(null);
        });
        return raw.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return CompletableFuture.failedFuture(
                    cause instanceof TimeoutException ? late(what, deadline) : cause == null ? failure : cause);
        });
    }

    /** Why libvirt cannot be called at present; empty: it can. */
    Optional<String> unreachable() {
        return connection.current().isPresent() ? Optional.empty() : Optional.of(connection.why());
    }

    /** Lets nothing begin any more, and leaves the connection to the others. */
    void end() {
        threads.shutdownNow();
    }

    @Override
    public void close() {
        end();
        connection.close();
    }

    private <T> void execute(CompletableFuture<T> raw, String what, Call<T> call) {
        try {
            threads.execute(() -> {
                try {
                    raw.complete(run(what, call));
                } catch (RuntimeException | Error e) {
                    raw.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            raw.completeExceptionally(new HostFailureException(
                    Kind.UNREACHABLE, "too many calls wait for libvirt to " + what, "see why libvirt is slow", e));
        }
    }

    private <T> T run(String what, Call<T> call) {
        Connect libvirt = connection
                .current()
                .orElseThrow(() -> new HostFailureException(
                        Kind.UNREACHABLE,
                        "libvirt cannot be asked to " + what + ": " + connection.why(),
                        "start libvirtd (or virtqemud) on this host; the compute reconnects by itself"));
        long from = System.nanoTime();
        try {
            return call.on(libvirt);
        } catch (LibvirtException e) {
            throw Faults.failure(what, e, connection.stands(libvirt));
        } finally {
            timer.took(Duration.ofNanos(System.nanoTime() - from));
        }
    }

    private static HostFailureException late(String what, Duration deadline) {
        return new HostFailureException(
                Kind.UNREACHABLE,
                "libvirt did not " + what + " within " + deadline.toSeconds() + " s",
                "see whether libvirtd hangs or the host is overloaded");
    }
}
