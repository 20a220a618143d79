package io.quark.common.testing;

import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.common.tree.ZooKeeperSession.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real ZooKeeper server in this JVM, on a free port of the loopback, with its data in a temporary directory.
 *
 * <p>As an extension ({@code @RegisterExtension}) it lives for the class when its field is static, else for each test;
 * without JUnit it starts when it is made and ends with {@link #close}. It may be stopped, started and restarted
 * meanwhile, and keeps port and data. Sessions made by it are closed with it.
 */
public final class ZooKeeperFixture implements AutoCloseable, BeforeAllCallback, AfterAllCallback, AfterEachCallback {

    private static final int TICK_MILLIS = 100;
    private static final int SESSION_MILLIS = 10_000;
    private static final int CLOSED_AT_ONCE = 16;

    /** Below those that Linux gives to outgoing connections: one of these could have it when the server that was stopped wants it again. */
    private static final int LOWEST_PORT = 12_000;

    private static final int HIGHEST_PORT = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration A_MOMENT = Duration.ofMillis(10);

    private final AtomicInteger roots = new AtomicInteger();
    private final List<ZooKeeperSession> sessions = new ArrayList<>();
    private final Path directory;
    private Optional<Running> running = Optional.empty();
    private int port;
    private boolean forTheClass;

    private record Running(ServerCnxnFactory connections, ZooKeeperServer server, FileTxnSnapLog log) {}

    public ZooKeeperFixture() {
        try {
            directory = Files.createTempDirectory("quark-zookeeper-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** {@code host:port}. */
    public String connectString() {
        return "127.0.0.1:" + port;
    }

    /** A session with a time-out of 10 s. */
    public ZooKeeperSession session() {
        return session(SESSION_MILLIS);
    }

    /** A session with this time-out, from 200 ms on. */
    public synchronized ZooKeeperSession session(int timeoutMillis) {
        ZooKeeperSession session = ZooKeeperSession.connect(new Connection(connectString(), timeoutMillis));
        sessions.add(session);
        return session;
    }

    /** A root that no other test uses: the tests of a class can share a server. */
    public String freshRoot() {
        return "/quark-" + roots.incrementAndGet();
    }

    /** A tree at a root of its own, laid out, and a new session to it. */
    public LaidOutTree laidOutTree() {
        return laidOutTree(freshRoot());
    }

    /** The tree at this root, laid out unless it is already, and a new session to it. */
    public LaidOutTree laidOutTree(String root) {
        ZooKeeperSession session = session();
        return new LaidOutTree(session, new TreeLayout(session, root, InstantSource.system()).ensure());
    }

    /** Starts it where it was stopped: same port, same data. */
    public synchronized void start() {
        if (running.isPresent()) {
            return;
        }
        try {
            FileTxnSnapLog log = new FileTxnSnapLog(directory.toFile(), directory.toFile());
            ZooKeeperServer server = new ZooKeeperServer(log, TICK_MILLIS, "");
            server.setMinSessionTimeout(2 * TICK_MILLIS);
            server.setMaxSessionTimeout(60_000);
            ServerCnxnFactory connections = listening();
            connections.startup(server);
            port = connections.getLocalPort();
            running = Optional.of(new Running(connections, server, log));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start ZooKeeper in " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ZooKeeper started", e);
        }
    }

    /** Where it was before; else on any port that nobody has. */
    private ServerCnxnFactory listening() throws IOException {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            int wanted = port > 0 ? port : ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            ServerCnxnFactory connections = new NIOServerCnxnFactory();
            try {
                connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
                return connections;
            } catch (BindException e) {
                if (System.nanoTime() > giveUp) {
                    throw e;
                }
                LockSupport.parkNanos(A_MOMENT.toNanos());
            }
        }
    }

    /** Stops it: connections break, sessions live on until their time is over. */
    public synchronized void stop() {
        running.ifPresent(it -> {
            it.connections().shutdown();
            try {
                it.log().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        running = Optional.empty();
    }

    public void restart() {
        stop();
        start();
    }

    /** Ends the present session of this client at the server; the client begins a new one by itself. */
    public synchronized void expire(ZooKeeperSession session) {
        running.orElseThrow().server().closeSession(session.sessionId());
    }

    /** How many sessions watch a path or one below it, each counted once for each path. */
    public synchronized int watches(String root) {
        return running
                .orElseThrow()
                .server()
                .getZKDatabase()
                .getDataTree()
                .getWatchesByPath()
                .toMap()
                .entrySet()
                .stream()
                .filter(watched -> (watched.getKey() + "/").startsWith(root + "/"))
                .mapToInt(watched -> watched.getValue().size())
                .sum();
    }

    /** Cuts every connection; the sessions stay. */
    public synchronized void disconnectAll() {
        running.orElseThrow().connections().closeAll(ServerCnxn.DisconnectReason.CLOSE_ALL_CONNECTIONS_FORCED);
    }

    @Override
    public synchronized void close() {
        closeSessions();
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    /** Side by side: each takes its time to say good-bye, and a class of tests has many. */
    private void closeSessions() {
        ExecutorService closing = Executors.newFixedThreadPool(CLOSED_AT_ONCE);
        try {
            CompletableFuture.allOf(sessions.stream()
                            .map(session -> CompletableFuture.runAsync(session::close, closing))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } finally {
            closing.shutdown();
        }
        sessions.clear();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        forTheClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (forTheClass) {
            start(); // a test that stopped it leaves it running for the next
        } else {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }
}
