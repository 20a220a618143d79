package io.quark.common.tree;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session on a real ensemble. Curator keeps the connection and begins a new session after a lost one; reads and
 * commits go straight through ZooKeeper's asynchronous handle, because Curator would repeat a write whose outcome is
 * unknown.
 */
public final class ZooKeeperSession implements FollowableSession {

    /** How long {@link #connect(Connection)} waits. */
    public static final Duration CONNECT_WAIT = Duration.ofSeconds(15);

    /** A batch of 128 full records is 8 MiB, the names of 128 full parents (5,000 children) about 25 MiB. */
    private static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

    /** The server may end a session up to a third earlier than the client would believe (ZOOKEEPER.md ). */
    private static final int LOST_AFTER_PERCENT = 66;

    private static final Logger log = LoggerFactory.getLogger(ZooKeeperSession.class);

    private final CuratorFramework client;
    private final HandleKeeper handles = new HandleKeeper();
    private final List<Consumer<State>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile State state = State.SUSPENDED;

    /**
     * Where ZooKeeper is.
     *
     * @param connectString {@code host:port,host:port,...}
     * @param sessionTimeoutMillis the server cuts it to between 2 and 20 of its ticks
     */
    public record Connection(String connectString, int sessionTimeoutMillis) {
        public Connection {
            if (connectString.isBlank()) {
                throw new IllegalArgumentException("ZooKeeper's address is empty; it looks like host:2181,host:2181");
            }
            if (sessionTimeoutMillis <= 0) {
                throw new IllegalArgumentException("a session timeout is positive, not " + sessionTimeoutMillis);
            }
        }
    }

    private ZooKeeperSession(Connection connection) {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKConfig.JUTE_MAXBUFFER, Integer.toString(MAX_ANSWER_BYTES));
        client = CuratorFrameworkFactory.builder()
                .connectString(connection.connectString())
                .sessionTimeoutMs(connection.sessionTimeoutMillis())
                .connectionTimeoutMs(connection.sessionTimeoutMillis())
                .simulatedSessionExpirationPercent(LOST_AFTER_PERCENT)
                .retryPolicy(new ExponentialBackoffRetry(100, 3))
                .ensembleTracker(false) // the address that the operator wrote stays the address
                .zkClientConfig(config)
                .zookeeperFactory(handles)
                .build();
        client.getConnectionStateListenable().addListener((curator, change) -> changed(change));
    }

    /** Connects, and waits at most {@link #CONNECT_WAIT} for it. */
    public static ZooKeeperSession connect(Connection connection) {
        return connect(connection, CONNECT_WAIT);
    }

    /**
     * Connects.
     *
     * @throws TreeUnavailableException if it cannot within that time
     */
    public static ZooKeeperSession connect(Connection connection, Duration wait) {
        ZooKeeperSession session = new ZooKeeperSession(connection);
        session.client.start();
        try {
            if (session.connected.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return session;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        session.close();
        throw new TreeUnavailableException("cannot reach ZooKeeper at " + connection.connectString() + " within "
                + wait.toMillis() + " ms: see whether it runs and whether this is its address");
    }

    @Override
    public CompletableFuture<Commit> commit(Transaction transaction) {
        if (transaction.isEmpty() || !transaction.withinBounds()) {
            throw new IllegalArgumentException("a transaction has 1 to " + Transaction.MAX_OPS + " operations and at"
                    + " most " + Transaction.MAX_BYTES + " bytes, not "
                    + transaction.ops().size() + " and "
                    + transaction.weight());
        }
        CompletableFuture<Commit> outcome = new CompletableFuture<>();
        handles.current()
                .multi(
                        ZooKeeperOps.of(transaction),
                        (rc, path, context, results) ->
                                outcome.complete(ZooKeeperOps.outcome(transaction, rc, results)),
                        null);
        return outcome;
    }

    @Override
    public CompletableFuture<List<Optional<Node>>> read(List<String> paths) {
        return ReadBatches.ask(paths, (batch, answer) -> ZooKeeperFeed.read(handles.current(), batch, answer));
    }

    @Override
    public CompletableFuture<List<Optional<List<String>>>> list(List<String> paths) {
        return ReadBatches.ask(paths, (batch, answer) -> ZooKeeperFeed.list(handles.current(), batch, answer));
    }

    @Override
    public CompletableFuture<Void> sync() {
        CompletableFuture<TreeFeed.Done> answer = new CompletableFuture<>();
        ZooKeeperFeed.sync(handles.current(), TreeFeed.Answer.to(answer));
        return answer.thenAccept(done -> {});
    }

    @Override
    public TreeFeed follow(TreeFeed.Listener listener) {
        return new ZooKeeperFeed(handles.current(), listener);
    }

    @Override
    public long sessionId() {
        return handles.current().getSessionId();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public AutoCloseable onState(Consumer<State> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        client.close();
    }

    private synchronized void changed(ConnectionState change) {
        State now = switch (change) {
            case CONNECTED, RECONNECTED -> State.CONNECTED;
            case SUSPENDED, READ_ONLY -> State.SUSPENDED;
            case LOST -> State.LOST;
        };
        if (now == state) {
            return;
        }
        state = now;
        if (now == State.CONNECTED) {
            connected.countDown();
        }
        log.info("ZooKeeper: {}, session 0x{}", now, Long.toHexString(sessionId()));
        for (Consumer<State> listener : listeners) {
            try {
                listener.accept(now);
            } catch (RuntimeException e) {
                log.error("a listener failed on the ZooKeeper state {}", now, e);
            }
        }
    }

    /** Keeps the handle that Curator made last, so that a call never waits for Curator to judge the connection. */
    private static final class HandleKeeper implements ZookeeperFactory {

        private volatile Optional<ZooKeeper> last = Optional.empty();

        ZooKeeper current() {
            return last.orElseThrow();
        }

        @Override
        public ZooKeeper newZooKeeper(String address, int sessionMillis, Watcher watcher, boolean readOnly) {
            throw new UnsupportedOperationException("Curator passes a configuration");
        }

        @Override
        public ZooKeeper newZooKeeper(
                String address, int sessionMillis, Watcher watcher, boolean readOnly, ZKClientConfig config)
                throws Exception {
            ZooKeeper made = new ZooKeeper(address, sessionMillis, watcher, readOnly, config);
            last = Optional.of(made);
            return made;
        }
    }
}
