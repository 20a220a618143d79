package io.quark.common.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Follows the tree from one gap to the next: sets the watches, loads everything while changes come in already, and
 * from then on reads what changes. For the view's thread only; it is over once it told {@link Output#broken}.
 */
final class FollowRound {

    /** Requests on their way while loading; they are full batches. */
    private static final int LOADING = 4;
    /** Requests on their way afterwards: few, so that what changes meanwhile makes the next batch larger. */
    private static final int FOLLOWING = 2;

    private final TreeFeed feed;
    private final List<String> roots;
    private final Executor thread;
    private final Output output;
    private final CutWindow window = new CutWindow();
    private final Deque<Barrier> barriers = new ArrayDeque<>();
    /** Their answers come in the order of the questions. */
    private final Deque<CompletableFuture<Void>> syncing = new ArrayDeque<>();

    private Optional<TreeWalk> walk;
    private boolean loaded;
    private boolean over;
    private int underway;

    /** What a round tells its view. */
    interface Output {
        /** The first cut: all there is. */
        void all(long zxid, List<Node> nodes);

        /** What became of the nodes touched since the cut before. */
        void cut(long zxid, Map<String, Optional<Node>> states);

        /** Something was not answered; nothing more comes of this round. */
        void broken(RuntimeException why);
    }

    private record Barrier(long zxid, CompletableFuture<Void> passed) {}

    /** @param thread runs what it is given one after the other, in the order in which it was given */
    FollowRound(TreeFeed feed, List<String> roots, Predicate<String> followed, Executor thread, Output output) {
        this.feed = feed;
        this.roots = roots;
        this.thread = thread;
        this.output = output;
        this.walk = Optional.of(new TreeWalk(roots, followed));
    }

    void begin() {
        // A new session may have a server that lags behind the one before: cuts must not go back.
        feed.sync(answer(done -> {}));
        roots.forEach(root -> feed.watch(root, answer(done -> {})));
        underway = 1 + roots.size();
        ask();
    }

    void changed(String path, long zxid, boolean gone) {
        if (!over) {
            guarded(() -> window.changed(path, zxid, gone));
        }
    }

    /** Completes the future when a cut shows all that was committed before this call. */
    void catchUp(CompletableFuture<Void> passed) {
        syncing.addLast(passed);
        feed.sync(new TreeFeed.Answer<>(
                done -> thread.execute(() -> {
                    if (!over) {
                        window.answered();
                        barriers.addLast(new Barrier(window.lastEvent(), syncing.removeFirst()));
                    }
                }),
                why -> thread.execute(() -> breakOff(why))));
    }

    void end() {
        over = true;
        TreeUnavailableException why = new TreeUnavailableException("the connection to ZooKeeper was lost");
        barriers.forEach(it -> it.passed().completeExceptionally(why));
        barriers.clear();
        syncing.forEach(it -> it.completeExceptionally(why));
        syncing.clear();
    }

    /** Asks for what is to be read, and tells a cut if there is one. To be called after each run of messages. */
    void turn() {
        if (over) {
            return;
        }
        guarded(() -> {
            ask();
            tell();
        });
    }

    private void ask() {
        while (underway < (loaded ? FOLLOWING : LOADING)) {
            if (!askOne()) {
                return;
            }
        }
    }

    private boolean askOne() {
        List<String> changed = window.takeWanted(TreeFeed.MAX_PATHS);
        if (!changed.isEmpty()) {
            underway++;
            feed.read(changed, answer(nodes -> readChanged(changed, nodes)));
            return true;
        }
        if (walk.isPresent() && askWalk(walk.get())) {
            return true;
        }
        if (underway == 0 && window.awaitsAnswer()) {
            underway++;
            feed.read(List.of(roots.get(0)), answer(nodes -> {}));
        }
        return false;
    }

    private boolean askWalk(TreeWalk walking) {
        List<String> parents = walking.takeToList();
        if (!parents.isEmpty()) {
            underway++;
            feed.list(parents, answer(children -> walking.listed(parents, children)));
            return true;
        }
        List<String> paths = walking.takeToRead();
        if (!paths.isEmpty()) {
            underway++;
            feed.read(paths, answer(nodes -> {
                walking.read(nodes);
                readChanged(paths, nodes);
            }));
            return true;
        }
        return false;
    }

    private void readChanged(List<String> paths, List<Optional<Node>> nodes) {
        for (int i = 0; i < paths.size(); i++) {
            window.read(paths.get(i), nodes.get(i));
        }
    }

    /** Only at an answer: there no transaction is half told. */
    private void noteLoaded() {
        if (loaded || walk.isEmpty() || !walk.get().isDone()) {
            return;
        }
        loaded = true;
        window.loaded(walk.get().found().values().stream()
                .mapToLong(Node::modifiedZxid)
                .max()
                .orElse(0));
    }

    private void tell() {
        if (!loaded) {
            return;
        }
        OptionalLong zxid = window.latestCut();
        if (zxid.isPresent()) {
            Map<String, Optional<Node>> states = window.cutAt(zxid.getAsLong());
            if (walk.isPresent()) {
                Map<String, Node> all = walk.get().found();
                walk = Optional.empty();
                states.forEach((path, state) -> state.ifPresentOrElse(it -> all.put(path, it), () -> all.remove(path)));
                output.all(zxid.getAsLong(), new ArrayList<>(all.values()));
            } else {
                output.cut(zxid.getAsLong(), states);
            }
        }
        if (walk.isEmpty()) {
            passBarriers();
        }
    }

    private void passBarriers() {
        Iterator<Barrier> each = barriers.iterator();
        while (each.hasNext()) {
            Barrier barrier = each.next();
            if (!window.isThrough(barrier.zxid())) {
                return; // those behind it wait for at least as much
            }
            each.remove();
            barrier.passed().complete(null);
        }
    }

    /** An answer's way from the event thread to the view's: it keeps its place among the events. */
    private <T> TreeFeed.Answer<T> answer(Consumer<T> got) {
        return new TreeFeed.Answer<>(
                value -> thread.execute(() -> {
                    if (!over) {
                        guarded(() -> {
                            underway--;
                            window.answered();
                            got.accept(value);
                            noteLoaded();
                        });
                    }
                }),
                why -> thread.execute(() -> breakOff(why)));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (CutWindow.OutOfOrderException e) {
            breakOff(e);
        }
    }

    private void breakOff(RuntimeException why) {
        if (!over) {
            end();
            output.broken(why);
        }
    }
}
