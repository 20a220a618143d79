package io.quark.api.server;

import io.quark.common.model.NetRequest;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.tree.Commit;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeView;
import io.quark.net.alloc.NetIndex;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork;
import io.quark.net.alloc.Stripe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does work on networks as an orc does: step by step, as quark-net decides. Hosts do at once what they are told. */
final class ScriptedNet implements AutoCloseable {

    /** A thousand ports take some ten. */
    private static final int MOST_STEPS = 100;

    private final LaidOutTree tree;
    private final Paths paths;
    private final LiveTreeView view;
    private final NetIndex index;
    private final ServerClock clock = new ServerClock();

    ScriptedNet(LaidOutTree tree) {
        this.tree = tree;
        this.paths = tree.paths();
        this.index = new NetIndex(paths);
        this.view =
                LiveTreeView.open("scripted-net", tree.session(), List.of(paths.net(), paths.names(), paths.quotas()));
        view.listen(this::apply);
    }

    private synchronized void apply(TreeView.Cut cut) {
        index.apply(cut);
        cut.changes().forEach(change -> change.after().ifPresent(clock::saw));
    }

    static boolean does(WorkRequest request) {
        return request instanceof NetRequest
                || request instanceof WorkRequest.CreateNetwork
                || request instanceof WorkRequest.DeleteNetwork;
    }

    /** Does a waiting work unit, to its end. */
    void end(WorkUnit work) {
        List<NetRequest.Part> parts = tree.children(paths.request(work.id())).stream()
                .sorted()
                .map(part -> tree.node(paths.request(work.id()) + "/" + part).orElseThrow())
                .map(node -> node.as(NetRequest.Part.class))
                .toList();
        Optional<NetWork.Hosts> hosts = Optional.empty();
        boolean begun = false;
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            NetStep step = step(work, parts, begun, hosts);
            if (step instanceof NetStep.Refused refused) {
                if (!refused.provisional()) {
                    List<Op> ops = new ArrayList<>(refused.ops());
                    ops.addAll(ended(
                            work,
                            work.change()
                                    .ended(WorkUnit.State.FAILED, Instant.now())
                                    .error(refused.problem())
                                    .build()));
                    commit(work, ops, 0);
                    return;
                }
            } else if (step instanceof NetStep.Act act) {
                List<Op> ops = new ArrayList<>(act.ops());
                if (act.next() instanceof Next.End end) {
                    ops.addAll(ended(
                            work,
                            work.change()
                                    .ended(WorkUnit.State.SUCCEEDED, Instant.now())
                                    .result(end.result())
                                    .build()));
                    commit(work, ops, act.proposal());
                    return;
                }
                if (act.next() instanceof Next.AwaitHosts await) {
                    ops.addAll(ended(
                            work,
                            work.change()
                                    .ended(WorkUnit.State.SUCCEEDED, Instant.now())
                                    .result(await.result())
                                    .build()));
                    commit(work, ops, act.proposal());
                    return;
                }
                commit(work, ops, act.proposal());
                boolean told = act.next() instanceof Next.TellHosts
                        || (act.next() instanceof Next.More more && more.step().equals("hosts"));
                hosts = told ? Optional.of(NetWork.Hosts.APPLIED) : hosts;
                begun = true;
            }
        }
        throw new IllegalStateException(work.kind() + " does not come to an end: " + step(work, parts, begun, hosts));
    }

    private NetStep step(WorkUnit work, List<NetRequest.Part> parts, boolean begun, Optional<NetWork.Hosts> hosts) {
        long mark;
        synchronized (this) {
            mark = index.mark();
        }
        view.caughtUp().join();
        synchronized (this) {
            index.caughtUp(mark); // ends what was settled without a zxid
            return index.next(new NetWork(
                    work.id(),
                    work.project(),
                    work.target(),
                    work.request().orElseThrow(),
                    parts,
                    begun,
                    hosts,
                    clock.now(),
                    Stripe.WHOLE));
        }
    }

    private List<Op> ended(WorkUnit work, WorkUnit end) {
        List<Op> ops = new ArrayList<>();
        for (String part : tree.children(paths.request(work.id()))) {
            ops.add(Op.delete(paths.request(work.id()) + "/" + part, Op.ANY_VERSION));
        }
        Optional<Node> request = tree.node(paths.request(work.id()));
        request.ifPresent(node -> ops.add(Op.delete(node.path(), Op.ANY_VERSION)));
        ops.add(Op.delete(paths.nextWorkUnit(work.id()), Op.ANY_VERSION));
        ops.add(Op.create(paths.doneWorkUnit(work.id()), end));
        return ops;
    }

    private void commit(WorkUnit work, List<Op> ops, long proposal) {
        Commit outcome = tree.session().commit(new Transaction(ops)).join();
        synchronized (this) {
            if (outcome instanceof Commit.Committed committed) {
                index.settled(proposal, committed.zxid());
            } else {
                index.abandon(proposal);
            }
        }
        if (!(outcome instanceof Commit.Committed)) {
            throw new IllegalStateException(work.kind() + ": " + outcome);
        }
    }

    @Override
    public void close() {
        view.close();
    }
}
