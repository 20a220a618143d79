package io.quark.compute.tree;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Task;
import io.quark.common.ticket.LookingKey;
import io.quark.common.ticket.TicketKey;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeView;
import io.quark.compute.step.Backoff;
import io.quark.compute.step.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The tree as the daemons of this process reach it. All futures complete on the loop. */
public final class Tree {

    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2), Backoff.FOR_EVER);

    private final Loop loop;
    private final Paths paths;
    private final TreeSession session;
    private final TreeView view;
    private final Function<Transaction, CompletableFuture<Commit>> committer;
    private final LookingKey tickets;

    /**
     * The tree by this session.
     *
     * @param committer gathers transactions of many tasks into one where it can
     * @param tickets what they are signed with; the process has it once
     */
    public Tree(
            Loop loop,
            Paths paths,
            TreeSession session,
            TreeView view,
            Function<Transaction, CompletableFuture<Commit>> committer,
            LookingKey tickets) {
        this.loop = loop;
        this.paths = paths;
        this.session = session;
        this.view = view;
        this.committer = committer;
        this.tickets = tickets;
    }

    public Loop loop() {
        return loop;
    }

    public Paths paths() {
        return paths;
    }

    /** The view of this process's computes; it may be a little behind. */
    public TreeView view() {
        return view;
    }

    public long sessionId() {
        return session.sessionId();
    }

    /** What became of the transaction; never fails: what is not known is {@code Unknown}. */
    public CompletableFuture<Commit> commit(Transaction transaction) {
        CompletableFuture<Commit> answer = new CompletableFuture<>();
        loop.when(
                sent(transaction),
                (commit, failure) -> answer.complete(commit == null ? new Commit.Unknown() : commit));
        return answer;
    }

    /**
     * The nodes with everything that was committed before this call, by anyone. Tries until it gets an answer, however long
     * the connection is lost.
     */
    public CompletableFuture<List<Optional<Node>>> latest(List<String> wanted) {
        CompletableFuture<List<Optional<Node>>> answer = new CompletableFuture<>();
        latest(wanted, answer, 1);
        return answer;
    }

    /** What tickets for apis are signed with; fails where it was never read and ZooKeeper does not answer. */
    public CompletableFuture<TicketKey> ticketKey() {
        return tickets.get().thenApplyAsync(Function.identity(), loop);
    }

    /** The task in a node; empty where it is none that this version knows. */
    public static Optional<Task> task(Node node) {
        try {
            return Optional.of(node.as(Task.class));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }

    /** A full queue refuses at once. */
    private CompletableFuture<Commit> sent(Transaction transaction) {
        try {
            return committer.apply(transaction);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void latest(List<String> wanted, CompletableFuture<List<Optional<Node>>> answer, int attempt) {
        loop.when(session.sync().thenCompose(synced -> session.read(wanted)), (nodes, failure) -> {
            if (nodes == null) {
                loop.after(AGAIN.after(attempt), () -> latest(wanted, answer, attempt + 1));
            } else {
                answer.complete(nodes);
            }
        });
    }
}
