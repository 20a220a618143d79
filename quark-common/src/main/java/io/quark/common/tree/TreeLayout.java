package io.quark.common.tree;

import io.quark.common.id.Ids;
import io.quark.common.model.MacRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lays the tree out as docs/architecture.md draws it, and tells how it is laid out. Any number of daemons may do so at
 * once: each creates what it finds missing, {@code version} last, so that a tree with a version is complete.
 *
 * <p>Blocks; for the start of a daemon, never for an event thread.
 */
public final class TreeLayout {

    /** Where machines get their MACs until an operator adds ranges: the locally administered prefix that QEMU uses. */
    public static final String DEFAULT_MAC_RANGE = Ids.derived("mac_range", "default");

    /** Not a range to choose from: it holds the claims on MACs that were asked for and lie outside every range. */
    public static final String REQUESTED_MACS = "requested";

    /** What has names that are unique in its project. */
    private static final List<String> NAMED = List.of(
            "network",
            "image",
            "ip_policy",
            "segment_pool",
            "mac_range",
            "qos_policy",
            "security_group",
            "flavor",
            "volume",
            "snapshot");

    private static final String DEFAULT_MAC_CIDR = "52:54:00:00:00:00/24";
    private static final int MAC_REUSE_AFTER_S = 300;

    /** Rounds of looking for what is missing and creating it. Each daemon that starts at the same time costs one or two. */
    private static final int ATTEMPTS = 50;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int OPS_AT_ONCE = 250;

    private final TreeSession session;
    private final String root;
    private final InstantSource clock;

    /** @param root e.g. {@code /quark}; what is above it is created too */
    public TreeLayout(TreeSession session, String root, InstantSource clock) {
        this.session = session;
        this.root = root;
        this.clock = clock;
    }

    /** Lays the tree out with {@link TreeVersion#DEFAULT_SHARDS}, as {@link #ensure(int)}. */
    public Paths ensure() {
        return ensure(TreeVersion.DEFAULT_SHARDS);
    }

    /**
     * Creates what is missing of the layout.
     *
     * @param shards if the tree is new; an old one keeps its own
     * @return the paths of the tree as it is laid out
     * @throws LayoutException if it has a newer layout
     * @throws TreeUnavailableException if ZooKeeper does not answer
     */
    public Paths ensure(int shards) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Paths> laidOut = find();
            Paths paths = laidOut.orElseGet(() -> new Paths(root, shards));
            List<Op> missing = missing(wanted(paths));
            if (missing.isEmpty() && laidOut.isPresent()) {
                return laidOut.get();
            }
            if (create(missing) && laidOut.isEmpty()) {
                create(List.of(Op.create(paths.version(), new TreeVersion(TreeVersion.LAYOUT, shards))));
            }
        }
        throw new TreeUnavailableException("cannot lay out the tree at " + root + " in " + ATTEMPTS
                + " attempts: something else changes it, or ZooKeeper refuses; see what zkCli shows below " + root);
    }

    /**
     * How the tree is laid out; empty: it is not, or not wholly.
     *
     * @throws LayoutException if it has a newer layout
     */
    public Optional<Paths> find() {
        String path = new Paths(root, TreeVersion.DEFAULT_SHARDS).version();
        return answer(session.sync().thenCompose(synced -> session.read(List.of(path))))
                .get(0)
                .map(node -> {
                    TreeVersion version = node.as(TreeVersion.class);
                    if (version.layout() > TreeVersion.LAYOUT) {
                        throw new LayoutException("the tree at " + root + " has layout " + version.layout()
                                + ", and this version of Quark knows layouts up to " + TreeVersion.LAYOUT
                                + ": upgrade this daemon");
                    }
                    return new Paths(root, version.shards());
                });
    }

    /**
     * Waits for another daemon to lay the tree out; goes on waiting while ZooKeeper is away.
     *
     * @throws TreeUnavailableException if it is not laid out within that time
     */
    public Paths waitUntilReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Paths> found;
            try {
                found = find();
            } catch (TreeUnavailableException e) {
                found = Optional.empty();
            }
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - end >= 0) {
                throw new TreeUnavailableException(
                        "there is no tree at " + root + " after " + limit.toMillis()
                                + " ms: start quark-orc or quark-api, which lay it out, and see whether they have the same root");
            }
            pause();
        }
    }

    /** Every node of the layout but the version, parents first. */
    private List<Op> wanted(Paths paths) {
        List<Op> ops = new ArrayList<>();
        ancestors().forEach(path -> ops.add(Op.createEmpty(path)));
        empty(ops, root, paths.computes(), paths.orc(), paths.orcMembers(), paths.orcShards());
        for (int shard = 0; shard < paths.shards(); shard++) {
            empty(ops, paths.orcShard(shard));
            ops.add(Op.create(paths.epoch(shard), Map.of("epoch", 0)));
            empty(
                    ops,
                    paths.nextWorkUnits(shard),
                    paths.activeWorkUnits(shard),
                    paths.cancels(shard),
                    paths.requests(shard),
                    paths.groups(shard),
                    paths.done(shard));
            for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
                empty(ops, paths.doneBucket(shard, bucket));
            }
        }
        buckets256(ops, paths.idempotencyKeys());
        buckets256(ops, paths.instances());
        buckets256(ops, paths.volumes());
        buckets256(ops, paths.snapshots());
        empty(ops, paths.flavors(), paths.secrets());
        empty(ops, paths.names());
        NAMED.forEach(type -> empty(ops, paths.names() + "/" + type));
        empty(ops, paths.net(), paths.networks(), paths.macRanges(), paths.images(), paths.quotas());
        empty(ops, paths.ipPolicies(), paths.segmentPools(), paths.segments());
        empty(ops, paths.qosPolicies(), paths.securityGroups());
        ops.add(Op.create(paths.macRange(DEFAULT_MAC_RANGE), macRange(DEFAULT_MAC_RANGE, "default", DEFAULT_MAC_CIDR)));
        empty(ops, paths.macs(DEFAULT_MAC_RANGE));
        ops.add(Op.create(
                paths.macRange(REQUESTED_MACS), macRange(REQUESTED_MACS, REQUESTED_MACS, "00:00:00:00:00:00/0")));
        empty(ops, paths.macs(REQUESTED_MACS));
        return ops;
    }

    private MacRange macRange(String id, String name, String cidr) {
        return new MacRange(id, name, cidr, MAC_REUSE_AFTER_S, MacRange.State.ACTIVE, clock.instant(), "");
    }

    private List<String> ancestors() {
        List<String> above = new ArrayList<>();
        for (Optional<String> parent = Paths.parent(root); parent.isPresent(); parent = Paths.parent(parent.get())) {
            above.add(0, parent.get());
        }
        return above;
    }

    private static void empty(List<Op> ops, String... paths) {
        for (String path : paths) {
            ops.add(Op.createEmpty(path));
        }
    }

    private static void buckets256(List<Op> ops, String parent) {
        empty(ops, parent);
        for (int bucket = 0; bucket < 256; bucket++) {
            empty(ops, parent + "/" + String.format(Locale.ROOT, "%02x", bucket));
        }
    }

    private List<Op> missing(List<Op> wanted) {
        Map<String, Op> byPath = new LinkedHashMap<>();
        wanted.forEach(op -> byPath.put(op.path(), op));
        answer(session.read(List.copyOf(byPath.keySet())))
                .forEach(node -> node.ifPresent(it -> byPath.remove(it.path())));
        return List.copyOf(byPath.values());
    }

    /** Whether all of it was created; if not, somebody else does the same, and it is time to look again. */
    private boolean create(List<Op> ops) {
        for (int from = 0; from < ops.size(); from += OPS_AT_ONCE) {
            List<Op> some = ops.subList(from, Math.min(from + OPS_AT_ONCE, ops.size()));
            Commit outcome = answer(session.commit(new Transaction(some)));
            if (outcome instanceof Commit.Unknown) {
                pause();
            }
            if (!(outcome instanceof Commit.Committed)) {
                return false;
            }
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TreeUnavailableException("interrupted while waiting for the tree", e);
        }
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TreeUnavailableException("interrupted while waiting for ZooKeeper", e);
        } catch (TimeoutException e) {
            throw new TreeUnavailableException(
                    "ZooKeeper did not answer within " + ANSWER_WITHIN.toSeconds() + " s: see whether it is healthy",
                    e);
        } catch (ExecutionException e) {
            throw new TreeUnavailableException("ZooKeeper did not answer: " + e.getMessage(), e);
        }
    }
}
