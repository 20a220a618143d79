package io.quark.api;

import io.quark.common.daemon.Daemon;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.ZooKeeperSession;
import java.io.IOException;
import java.util.Optional;

/** Puts the api into a daemon's life. */
final class ApiDaemon {

    private ApiDaemon() {}

    static void start(ApiConfig config, Daemon daemon) throws IOException {
        ZooKeeperSession session = daemon.started(
                "zookeeper",
                ZooKeeperSession.connect(new ZooKeeperSession.Connection(
                        config.zookeeper().connect(), config.zookeeper().sessionTimeoutMs())));
        Paths paths = new TreeLayout(session, config.zookeeper().root(), daemon.clock()).ensure();
        Api api = daemon.started(
                "api",
                Api.start(
                        config.http(),
                        config.images(),
                        config.net(),
                        new Ground(
                                session,
                                paths,
                                daemon.crashPoints(),
                                daemon.metrics().registry(),
                                daemon.clock(),
                                Ground.PATIENCE,
                                new HealthRoutes(daemon.health(), daemon.metrics()).routes())));
        daemon.metrics().add(api.usage());
        daemon.url("api", api.url());
        daemon.health()
                .ready(
                        "zookeeper",
                        "connected to ZooKeeper",
                        () -> session.state() == TreeSession.State.CONNECTED
                                ? Optional.empty()
                                : Optional.of("not connected"));
        daemon.health()
                .ready(
                        "view",
                        "what is known of the tree is current",
                        () -> api.inSync() ? Optional.empty() : Optional.of("it is being loaded"));
    }
}
