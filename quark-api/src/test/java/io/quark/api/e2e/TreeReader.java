package io.quark.api.e2e;

import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;

/** Reads the tree with a plain client that shares no code with Quark's own. */
final class TreeReader implements AutoCloseable {

    private final CuratorFramework client;

    TreeReader(String zookeeper) {
        client = CuratorFrameworkFactory.newClient(zookeeper, new ExponentialBackoffRetry(100, 8));
        client.start();
    }

    /** The tree as it is now. */
    TreeSnapshot snapshot() {
        try {
            client.sync().forPath("/quark");
            return TreeSnapshot.of(client.getZookeeperClient().getZooKeeper());
        } catch (Exception e) {
            throw new AssertionError("cannot read the tree", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
