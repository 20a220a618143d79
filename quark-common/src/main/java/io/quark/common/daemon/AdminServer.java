package io.quark.common.daemon;

import io.javalin.Javalin;
import io.quark.common.config.AdminConfig;
import java.net.URI;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves {@link AdminRoutes} on a port of its own. */
public final class AdminServer implements AutoCloseable {

    private final Javalin javalin;
    private final AdminConfig config;

    private AdminServer(Javalin javalin, AdminConfig config) {
        this.javalin = javalin;
        this.config = config;
    }

    /**
     * Opens the port.
     *
     * @throws io.javalin.util.JavalinException if the port cannot be had
     */
    public static AdminServer start(AdminConfig config, AdminRoutes routes) {
        Javalin javalin = Javalin.create(javalinConfig -> {
            javalinConfig.jetty.threadPool = threads("admin", 6);
            javalinConfig.startup.showJavalinBanner = false;
            javalinConfig.startup.showOldJavalinVersionWarning = false;
            routes.mount(javalinConfig.routes);
        });
        javalin.start(config.host(), config.port());
        return new AdminServer(javalin, config);
    }

    /**
     * A pool for a Jetty server. Jetty's own default reserves dozens of threads, and daemons run by the dozen on one machine.
     *
     * @param most threads at most: one accepts, one selects, the others serve
     */
    public static QueuedThreadPool threads(String name, int most) {
        QueuedThreadPool pool = new QueuedThreadPool(most, 1, 30_000);
        pool.setName(name);
        pool.setReservedThreads(0);
        pool.setDaemon(true);
        return pool;
    }

    public URI url() {
        return httpUrl(config.host(), javalin.port());
    }

    /** The address of a server; the brackets of an IPv6 host are added, and "any" becomes loopback. */
    public static URI httpUrl(String host, int port) {
        String reachable = switch (host) {
            case "0.0.0.0", "" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
        return URI.create("http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":" + port);
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
