package io.quark.api.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper's own speed on this machine in this run: what there is to be had. */
final class ZooKeeperSpeed {

    private static final byte[] RECORD = "x".repeat(300).getBytes(StandardCharsets.UTF_8);

    private final ZooKeeper client;

    ZooKeeperSpeed(ZooKeeper client) {
        this.client = client;
    }

    /** Single creates per second, that many in flight. */
    double creates(int count, int inFlight) throws Exception {
        return run("/bench-creates", count, 1, inFlight);
    }

    /** Creates per second in multis of that size, that many in flight. */
    double multis(int count, int size, int inFlight) throws Exception {
        return run("/bench-multis", count, size, inFlight);
    }

    private double run(String root, int count, int size, int inFlight) throws Exception {
        client.create(root, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Semaphore places = new Semaphore(inFlight);
        AtomicInteger failures = new AtomicInteger();
        int batches = count / size;
        CountDownLatch done = new CountDownLatch(batches);
        long begin = System.nanoTime();
        for (int batch = 0; batch < batches; batch++) {
            places.acquire();
            List<Op> ops = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                ops.add(Op.create(root + "/" + batch + "-" + i, RECORD, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT));
            }
            client.multi(
                    ops,
                    (code, path, context, results) -> {
                        if (code != Code.OK.intValue()) {
                            failures.incrementAndGet();
                        }
                        places.release();
                        done.countDown();
                    },
                    null);
        }
        done.await();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " of " + batches + " transactions failed");
        }
        clean(root);
        return batches * size / seconds;
    }

    private void clean(String root) throws Exception {
        List<Op> ops = new ArrayList<>();
        for (String child : client.getChildren(root, false)) {
            ops.add(Op.delete(root + "/" + child, -1));
            if (ops.size() == 500) {
                client.multi(ops);
                ops.clear();
            }
        }
        ops.add(Op.delete(root, -1));
        client.multi(ops);
    }
}
