package io.quark.compute.libvirt;

import io.quark.compute.step.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.ConnectionCloseListener;
import org.libvirt.event.LifecycleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to libvirt, opening it again whenever it breaks. Thread safe.
 *
 * <p>Opening and closing happen on a thread of their own, because both may block on a server that hangs.
 */
final class LibvirtConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtConnection.class);
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Backoff.FOR_EVER);

    /** A server that is silent for {@code SECONDS * COUNT} seconds is taken for dead. */
    private static final int KEEPALIVE_SECONDS = 5;

    private static final int KEEPALIVE_COUNT = 3;

    private final String uri;
    private final ScheduledExecutorService keeper;
    private final List<Consumer<Optional<String>>> listeners = new CopyOnWriteArrayList<>();
    // Fields, because libvirt holds only the native side of a callback: collected, it would crash the process.
    private final LifecycleListener lifecycle = (domain, event) -> {
        changed(domain);
        return 0;
    };
    private final ConnectionCloseListener closing = (broken, reason) -> lost(broken, "closed: " + reason);
    private volatile Optional<Connect> current = Optional.empty();
    private volatile String why = "not connected yet";
    private volatile boolean closed;
    private int failures;

    LibvirtConnection(String uri) {
        this.uri = uri;
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "libvirt-connection");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to connect; returns at once. */
    void open() {
        keeper.execute(this::connect);
    }

    /** The connection, while there is one. */
    Optional<Connect> current() {
        return current;
    }

    /** Why there is none. */
    String why() {
        return uri + ": " + why;
    }

    /** Whether this one still stands; asked after a call failed on it. */
    boolean stands(Connect libvirt) {
        try {
            if (libvirt.isAlive()) {
                return true;
            }
            lost(libvirt, "the connection is broken");
        } catch (LibvirtException e) {
            lost(libvirt, String.valueOf(e.getMessage()));
        }
        return false;
    }

    /**
     * Tells what changed: a domain's UUID, or empty after connecting (anything may have). On libvirt's event thread or the
     * keeper's; must not block.
     */
    AutoCloseable onChange(Consumer<Optional<String>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        closed = true;
        keeper.execute(() -> current.ifPresent(this::discard));
        keeper.shutdown();
    }

    private void connect() {
        if (closed || current.isPresent()) {
            return;
        }
        try {
            EventLoop.ensureRunning();
            Connect libvirt = new OpenConnect(uri);
            watch(libvirt);
            current = Optional.of(libvirt);
            failures = 0;
            LOG.info("connected to libvirt at {}", uri);
            tell(Optional.empty());
        } catch (LibvirtException e) {
            why = String.valueOf(e.getMessage());
            failures++;
            if (failures == 1) {
                LOG.warn("cannot connect to libvirt at {}: {}; trying until it works", uri, why);
            }
            var unused = keeper.schedule(this::connect, AGAIN.after(failures).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void watch(Connect libvirt) throws LibvirtException {
        try {
            libvirt.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT);
            libvirt.registerCloseListener(closing);
        } catch (LibvirtException e) {
            // Not a server but a driver within this process (test:): nothing that could break.
            LOG.debug("{} has no keepalive: {}", uri, e.getMessage());
        }
        libvirt.addLifecycleListener(lifecycle);
    }

    private void changed(Domain domain) {
        try {
            tell(Optional.of(domain.getUUIDString()));
        } catch (LibvirtException e) {
            tell(Optional.empty());
        }
    }

    private void tell(Optional<String> uuid) {
        for (Consumer<Optional<String>> listener : listeners) {
            listener.accept(uuid);
        }
    }

    private void lost(Connect broken, String reason) {
        try {
            keeper.execute(() -> {
                if (current.isPresent() && current.get().equals(broken)) {
                    LOG.warn("lost libvirt at {}: {}; reconnecting", uri, reason);
                    why = reason;
                    current = Optional.empty();
                    discard(broken);
                    connect();
                }
            });
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    private void discard(Connect libvirt) {
        // While somebody still holds one of its domains libvirt keeps the connection, and goes on telling.
        EventLoop.keep(libvirt);
        EventLoop.keep(this);
        quietly(() -> libvirt.removeLifecycleListener(lifecycle));
        quietly(libvirt::unregisterCloseListener);
        quietly(libvirt::close);
    }

    private interface Ending {
        void run() throws LibvirtException;
    }

    private void quietly(Ending ending) {
        try {
            ending.run();
        } catch (LibvirtException e) {
            LOG.debug("closing {}: {}", uri, e.getMessage());
        }
    }
}
