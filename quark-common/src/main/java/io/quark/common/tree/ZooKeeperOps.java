package io.quark.common.tree;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetChildrenResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Between Quark's operations and ZooKeeper's: pure translation. */
final class ZooKeeperOps {

    private ZooKeeperOps() {}

    static List<org.apache.zookeeper.Op> of(Transaction transaction) {
        return transaction.ops().stream().map(ZooKeeperOps::of).toList();
    }

    private static org.apache.zookeeper.Op of(Op op) {
        if (op instanceof Op.Create create) {
            return org.apache.zookeeper.Op.create(
                    create.path(),
                    create.data(),
                    Ids.OPEN_ACL_UNSAFE,
                    create.ephemeral() ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT);
        } else if (op instanceof Op.Set set) {
            return org.apache.zookeeper.Op.setData(set.path(), set.data(), set.version());
        } else if (op instanceof Op.Delete delete) {
            return org.apache.zookeeper.Op.delete(delete.path(), delete.version());
        } else if (op instanceof Op.Check check) {
            return org.apache.zookeeper.Op.check(check.path(), check.version());
        }
        throw new AssertionError(op);
    }

    /**
     * What the answer to a multi says. Only a verdict on an operation proves that nothing was done; anything else that
     * is not success leaves it open.
     */
    static Commit outcome(Transaction transaction, int rc, @Nullable List<OpResult> results) {
        if (results == null) {
            return new Commit.Unknown();
        }
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof ErrorResult error && isCulprit(error.getErr())) {
                return new Commit.Refused(i, transaction.ops().get(i), reason(error.getErr()));
            }
        }
        return rc == Code.OK.intValue() ? new Commit.Committed(zxid(results)) : new Commit.Unknown();
    }

    /** The others are marked as done, or as not tried, though nothing was done. */
    private static boolean isCulprit(int err) {
        return err != Code.OK.intValue() && err != Code.RUNTIMEINCONSISTENCY.intValue();
    }

    private static long zxid(List<OpResult> results) {
        for (OpResult result : results) {
            if (result instanceof SetDataResult set) {
                return set.getStat().getMzxid();
            }
        }
        return 0;
    }

    private static Commit.Reason reason(int err) {
        return switch (Code.get(err)) {
            case NODEEXISTS -> Commit.Reason.NODE_EXISTS;
            case NONODE -> Commit.Reason.NO_NODE;
            case BADVERSION -> Commit.Reason.BAD_VERSION;
            case NOTEMPTY -> Commit.Reason.NOT_EMPTY;
            default -> Commit.Reason.OTHER;
        };
    }

    static List<Optional<Node>> nodes(List<String> paths, List<OpResult> results) {
        List<Optional<Node>> nodes = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            nodes.add(
                    results.get(i) instanceof GetDataResult got
                            ? Optional.of(node(path, got.getData(), got.getStat()))
                            : absent(path, results.get(i)));
        }
        return nodes;
    }

    static List<Optional<List<String>>> children(List<String> paths, List<OpResult> results) {
        List<Optional<List<String>>> children = new ArrayList<>(paths.size());
        for (int i = 0; i < paths.size(); i++) {
            children.add(
                    results.get(i) instanceof GetChildrenResult got
                            ? Optional.of(List.copyOf(got.getChildren()))
                            : absent(paths.get(i), results.get(i)));
        }
        return children;
    }

    private static <T> Optional<T> absent(String path, OpResult result) {
        int err = result instanceof ErrorResult error ? error.getErr() : Code.SYSTEMERROR.intValue();
        if (err != Code.NONODE.intValue()) {
            throw new TreeUnavailableException("cannot read " + path + ": " + describe(err));
        }
        return Optional.empty();
    }

    private static Node node(String path, byte @Nullable [] data, Stat stat) {
        return new Node(
                path,
                data == null ? new byte[0] : data,
                stat.getVersion(),
                stat.getNumChildren(),
                stat.getCzxid(),
                stat.getMzxid(),
                Instant.ofEpochMilli(stat.getCtime()),
                Instant.ofEpochMilli(stat.getMtime()),
                stat.getEphemeralOwner());
    }

    /** ZooKeeper's name of a code, in words. */
    static String describe(int rc) {
        Code code = Code.get(rc);
        return code == null ? "code " + rc : code.name().toLowerCase(java.util.Locale.ROOT);
    }
}
