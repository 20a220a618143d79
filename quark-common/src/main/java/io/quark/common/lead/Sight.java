package io.quark.common.lead;

import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.Optional;

/**
 * What the tree shows of one shard.
 *
 * @param epochVersion data version of the epoch node, -1 where the tree has not been laid out yet
 */
record Sight(Epoch epoch, int epochVersion, Optional<SeenLeader> leader) {

    /**
     * @param owner the session of the leader node
     */
    record SeenLeader(Leader record, long owner) {}

    /**
     * Reads the view. The epoch is read before the leader: so a leader can be newer than the epoch, but never is a leader
     * missing that the epoch speaks of, unless it is really gone.
     */
    static Sight of(TreeView view, Paths paths, int shard) {
        Optional<Node> epoch = view.get(paths.epoch(shard));
        Optional<Node> leader = view.get(paths.leader(shard));
        return new Sight(
                epoch.map(Epoch::of).orElse(Epoch.NONE),
                epoch.map(Node::version).orElse(-1),
                leader.map(node -> new SeenLeader(node.as(Leader.class), node.ephemeralOwner())));
    }

    boolean laidOut() {
        return epochVersion >= 0;
    }

    boolean ledBySession(long sessionId) {
        return leader.isPresent() && leader.get().owner() == sessionId;
    }

    /** Whether leader and epoch were written by one transaction of this process. */
    boolean takenBy(String process) {
        return leader.isPresent()
                && epoch.process().equals(process)
                && leader.get().record().equals(new Leader(process, epoch.since()));
    }
}
