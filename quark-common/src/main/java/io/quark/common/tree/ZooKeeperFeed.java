package io.quark.common.tree;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.AsyncCallback.VoidCallback;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feed of one ZooKeeper handle. The handle's event thread keeps the order of events and answers. */
final class ZooKeeperFeed implements TreeFeed, Watcher {

    private static final Logger log = LoggerFactory.getLogger(ZooKeeperFeed.class);

    private final ZooKeeper handle;
    private final Listener listener;

    ZooKeeperFeed(ZooKeeper handle, Listener listener) {
        this.handle = handle;
        this.listener = listener;
    }

    @Override
    public void watch(String root, Answer<Done> answer) {
        handle.addWatch(root, this, AddWatchMode.PERSISTENT_RECURSIVE, done("follow " + root, answer), null);
    }

    @Override
    public void watchNode(String path, Answer<Done> answer) {
        handle.addWatch(path, this, AddWatchMode.PERSISTENT, done("follow " + path, answer), null);
    }

    @Override
    public boolean isOver() {
        return !handle.getState().isAlive();
    }

    @Override
    public void unwatch(String root) {
        handle.removeWatches(root, this, WatcherType.Any, true, (rc, path, context) -> {}, null);
    }

    /** Asked to take one watcher away, ZooKeeper forgets it in the client only. */
    @Override
    public void abandon(String root) {
        handle.removeAllWatches(root, WatcherType.Any, true, (rc, path, context) -> {}, null);
    }

    @Override
    public void sync(Answer<Done> answer) {
        sync(handle, answer);
    }

    static void sync(ZooKeeper handle, Answer<Done> answer) {
        handle.sync("/", done("sync", answer), null);
    }

    @Override
    public void read(List<String> paths, Answer<List<Optional<Node>>> answer) {
        read(handle, paths, answer);
    }

    static void read(ZooKeeper handle, List<String> paths, Answer<List<Optional<Node>>> answer) {
        ask(handle, paths, org.apache.zookeeper.Op::getData, ZooKeeperOps::nodes, answer);
    }

    @Override
    public void list(List<String> paths, Answer<List<Optional<List<String>>>> answer) {
        list(handle, paths, answer);
    }

    static void list(ZooKeeper handle, List<String> paths, Answer<List<Optional<List<String>>>> answer) {
        ask(handle, paths, org.apache.zookeeper.Op::getChildren, ZooKeeperOps::children, answer);
    }

    private static <T> void ask(
            ZooKeeper handle,
            List<String> paths,
            Function<String, org.apache.zookeeper.Op> question,
            BiFunction<List<String>, List<OpResult>, List<Optional<T>>> reading,
            Answer<List<Optional<T>>> answer) {
        if (paths.isEmpty() || paths.size() > MAX_PATHS) {
            throw new IllegalArgumentException("1 to " + MAX_PATHS + " paths in a batch, not " + paths.size());
        }
        handle.multi(
                paths.stream().map(question).toList(),
                (rc, path, context, results) -> {
                    if (results == null) {
                        answer.failed().accept(unavailable("read " + paths.get(0), rc));
                        return;
                    }
                    List<Optional<T>> found;
                    try {
                        found = reading.apply(paths, results);
                    } catch (TreeUnavailableException e) {
                        answer.failed().accept(e);
                        return;
                    }
                    answer.got().accept(found);
                },
                null);
    }

    private static VoidCallback done(String what, Answer<Done> answer) {
        return (rc, path, context) -> {
            if (rc == Code.OK.intValue()) {
                answer.got().accept(Done.DONE);
            } else {
                answer.failed().accept(unavailable(what, rc));
            }
        };
    }

    private static TreeUnavailableException unavailable(String what, int rc) {
        return new TreeUnavailableException("cannot " + what + ": ZooKeeper says " + ZooKeeperOps.describe(rc));
    }

    @Override
    public void process(WatchedEvent event) {
        switch (event.getType()) {
            case NodeCreated, NodeDataChanged -> changed(event, false);
            case NodeDeleted -> changed(event, true);
            case None -> {
                switch (event.getState()) {
                    case SyncConnected -> listener.resumed();
                    case Disconnected -> listener.interrupted();
                    default -> listener.ended();
                }
            }
            default -> {
                // Lists of children follow from what is created and deleted; removals of watches are our own.
            }
        }
    }

    private void changed(WatchedEvent event, boolean gone) {
        if (event.getZxid() == WatchedEvent.NO_ZXID) {
            log.error("ZooKeeper's watch events tell no zxid, so its servers are older than 3.9: upgrade them;"
                    + " until then nothing can be followed");
            listener.ended();
            return;
        }
        listener.changed(event.getPath(), event.getZxid(), gone);
    }
}
