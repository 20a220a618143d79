package io.quark.orc.loop;

import io.quark.common.tree.Commit;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Node;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeFeed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A session in which a test stands between the committer and the tree. */
final class CommitFilter implements FollowableSession {

    /** What commits. */
    @FunctionalInterface
    interface Next {
        CompletableFuture<Commit> commit(Transaction transaction);
    }

    private final FollowableSession session;
    private final Next commits;

    CommitFilter(FollowableSession session, UnaryOperator<Next> filter) {
        this.session = session;
        this.commits = filter.apply(session::commit);
    }

    @Override
    public CompletableFuture<Commit> commit(Transaction transaction) {
        return commits.commit(transaction);
    }

    @Override
    public CompletableFuture<List<Optional<Node>>> read(List<String> paths) {
        return session.read(paths);
    }

    @Override
    public CompletableFuture<List<Optional<List<String>>>> list(List<String> paths) {
        return session.list(paths);
    }

    @Override
    public CompletableFuture<Void> sync() {
        return session.sync();
    }

    @Override
    public TreeFeed follow(TreeFeed.Listener listener) {
        return session.follow(listener);
    }

    @Override
    public long sessionId() {
        return session.sessionId();
    }

    @Override
    public State state() {
        return session.state();
    }

    @Override
    public AutoCloseable onState(Consumer<State> listener) {
        return session.onState(listener);
    }

    @Override
    public void close() {
        session.close();
    }
}
