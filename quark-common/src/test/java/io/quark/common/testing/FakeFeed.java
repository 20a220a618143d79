package io.quark.common.testing;

import io.quark.common.testing.FakeTree.Event;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeFeed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The feed of a {@link FakeTreeSession}. */
final class FakeFeed implements TreeFeed {

    private final FakeTreeSession session;
    private final FakeTree tree;
    private final Listener listener;
    private final Set<String> roots = ConcurrentHashMap.newKeySet();
    private final Set<String> nodes = ConcurrentHashMap.newKeySet();
    private volatile boolean deaf;
    private volatile boolean over;

    FakeFeed(FakeTreeSession session, FakeTree tree, Listener listener) {
        this.session = session;
        this.tree = tree;
        this.listener = listener;
    }

    boolean watches(String path) {
        return !deaf
                && (nodes.contains(path)
                        || roots.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/")));
    }

    void changed(Event event, long zxid) {
        listener.changed(event.path(), zxid, event.gone());
    }

    void interrupted() {
        deaf = true;
        listener.interrupted();
    }

    void resumed() {
        deaf = false;
        listener.resumed();
    }

    void ended() {
        over = true;
        deaf = true;
        listener.ended();
    }

    @Override
    public void watch(String root, Answer<Done> answer) {
        session.ordered(
                () -> {
                    roots.add(root);
                    return Done.DONE;
                },
                answer.got(),
                answer.failed());
    }

    @Override
    public void watchNode(String path, Answer<Done> answer) {
        session.ordered(
                () -> {
                    nodes.add(path);
                    return Done.DONE;
                },
                answer.got(),
                answer.failed());
    }

    @Override
    public void unwatch(String root) {
        roots.remove(root);
        nodes.remove(root);
    }

    @Override
    public void abandon(String root) {
        unwatch(root);
    }

    @Override
    public void read(List<String> paths, Answer<List<Optional<Node>>> answer) {
        session.ordered(() -> tree.read(paths), answer.got(), answer.failed());
    }

    @Override
    public void list(List<String> paths, Answer<List<Optional<List<String>>>> answer) {
        session.ordered(() -> tree.list(paths), answer.got(), answer.failed());
    }

    @Override
    public void sync(Answer<Done> answer) {
        session.ordered(() -> Done.DONE, answer.got(), answer.failed());
    }

    @Override
    public boolean isOver() {
        return over;
    }
}
