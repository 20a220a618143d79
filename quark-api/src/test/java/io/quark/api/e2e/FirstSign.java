package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;

/** What a host has said when it first shows itself alive. */
final class FirstSign {

    private static final long GIVE_UP_NANOS = 120_000_000_000L;
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

    private FirstSign() {}

    /** Its {@code applied}, read together with the {@code alive} that appears, which must not be there yet. */
    static CompletableFuture<JsonNode> appliedWhenAlive(String zookeeper, String host) {
        return CompletableFuture.supplyAsync(() -> {
            try (CuratorFramework client =
                    CuratorFrameworkFactory.newClient(zookeeper, new ExponentialBackoffRetry(100, 8))) {
                client.start();
                ZooKeeper handle = client.getZookeeperClient().getZooKeeper();
                String compute = "/quark/computes/" + host;
                List<Op> both = List.of(Op.getData(compute + "/alive"), Op.getData(compute + "/applied"));
                long giveUp = System.nanoTime() + GIVE_UP_NANOS;
                while (System.nanoTime() < giveUp) {
                    List<OpResult> results = handle.multi(both);
                    if (results.get(0) instanceof OpResult.GetDataResult) {
                        return results.get(1) instanceof OpResult.GetDataResult applied
                                ? Json.tree(applied.getData())
                                : Json.tree("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    }
                    LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
                }
                throw new AssertionError(host + " has not come alive");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
