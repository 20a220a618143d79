package io.quark.orc.loop;

import io.quark.common.model.QosPolicy;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeView;
import io.quark.net.alloc.NetIndex;
import io.quark.orc.cluster.ClusterIndex;
import io.quark.orc.cluster.Records;
import io.quark.orc.qos.QosIndex;
import io.quark.orc.qos.QosListeners;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All that the event thread knows: the tree as of one cut, in the form in which decisions ask for it, and what is to be
 * looked at. Not thread safe: it belongs to the event thread.
 */
record LoopState(
        Paths paths,
        LedShards shards,
        ClusterIndex cluster,
        NetIndex net,
        QosIndex qos,
        QosListeners listeners,
        WorkBoard board,
        RecordShelf shelf,
        Crew crew,
        Agenda agenda,
        Troubles troubles,
        ServerClock clock,
        OrcMetrics metrics) {

    static LoopState empty(Paths paths, String process, QosListeners listeners, ServerClock clock, OrcMetrics metrics) {
        Records records = new Records(metrics::malformed);
        ClusterIndex cluster = new ClusterIndex(paths, records);
        return new LoopState(
                paths,
                new LedShards(),
                cluster,
                new NetIndex(paths),
                new QosIndex(paths, records, cluster::sign),
                listeners,
                new WorkBoard(paths, records),
                new RecordShelf(paths, records),
                new Crew(paths, process),
                new Agenda(),
                new Troubles(),
                clock,
                metrics);
    }

    int shardOf(String id) {
        return paths.shardOf(id);
    }

    /** Whether to decide for the shard of this id. */
    boolean working(String id) {
        return shards.working(shardOf(id));
    }

    /** Shows how much there is to do. */
    void count() {
        for (int shard = 0; shard < paths.shards(); shard++) {
            metrics.shard(shard, board.waiting(shard), board.active(shard));
        }
        metrics.cluster(cluster.table().size(), cluster.table().readyHosts());
    }

    /** The server's time. */
    Instant now() {
        return clock.now();
    }

    /** Marks the work units of policies that stand differently now: some times a second, however often hosts say something. */
    void followPolicies() {
        for (String policy : qos.takeMoved()) {
            board.forEachFor(policy, workUnit -> {
                if (working(workUnit)) {
                    agenda.mark(workUnit);
                }
            });
        }
    }

    private void policy(String id, Optional<QosPolicy> before, Optional<QosPolicy> after) {
        if (working(id)) {
            listeners.tell(before, after);
        }
    }

    /** This process leads the shard from now on: whoever is told of policies may have missed what became of those in it. */
    void tookOver(int shard) {
        qos.all().stream().filter(policy -> shardOf(policy.id()) == shard).forEach(listeners::takenOver);
    }

    /** Takes in a cut, and marks the work units that may be decided otherwise now. */
    void apply(TreeView.Cut cut) {
        Instant newest = Instant.EPOCH;
        for (TreeView.Change change : cut.changes()) {
            Instant modified = change.after().map(Node::modifiedAt).orElse(Instant.EPOCH);
            newest = modified.isAfter(newest) ? modified : newest;
        }
        clock.saw(newest);
        Instant now = clock.now();
        Consumer<String> touched = workUnit -> {
            if (working(workUnit)) {
                agenda.mark(workUnit);
            }
        };
        for (TreeView.Change change : cut.changes()) {
            cluster.apply(change, now, touched);
            qos.apply(change, this::policy);
            board.apply(change, touched);
            shelf.apply(change, target -> board.forEachFor(target, touched));
            crew.apply(change);
        }
        net.apply(cut);
        if (crew.changed()) {
            cluster.ownHosts(crew::owns);
        }
    }
}
