package io.quark.compute.looking;

import io.javalin.Javalin;
import io.quark.common.daemon.AdminServer;
import io.quark.common.looking.SocketDoor;
import io.quark.common.ticket.LookingKey;
import io.quark.compute.config.EndpointConfig;
import io.quark.compute.hypervisor.Insight;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * The server at which api processes look into the machines of all computes of this process. Every request needs a ticket. It tells only
 * what machines show, and changes nothing but what is typed into a console. Thread safe.
 */
public final class Endpoint implements AutoCloseable {

    /** Consoles on which nothing happens for so long are closed. */
    public static final Duration IDLE = Duration.ofMinutes(15);

    private static final int THREADS = 24;

    private final EndpointConfig config;
    private final Admission admission;
    private final Viewers viewers = new Viewers();
    private final Javalin server;

    private Endpoint(EndpointConfig config, String bootId, LookingKey key, InstantSource clock) {
        this.config = config;
        this.admission = new Admission(key, clock);
        ConsolePorter porter = new ConsolePorter(admission, bootId, new UsedTickets(clock), viewers);
        LookRoutes looks = new LookRoutes(admission);
        this.server = Javalin.create(javalin -> {
            javalin.jetty.threadPool = AdminServer.threads("endpoint", THREADS);
            javalin.startup.showJavalinBanner = false;
            javalin.startup.showOldJavalinVersionWarning = false;
            SocketDoor.install(javalin, IDLE, porter);
            looks.mount(javalin.routes);
        });
    }

    /**
     * Opens the port. Until {@link #serve} there is nothing to look at.
     *
     * @param bootId of this life of the daemon, as its computes' {@code alive} names it
     * @throws io.javalin.util.JavalinException if the port cannot be had
     */
    public static Endpoint start(EndpointConfig config, String bootId, LookingKey key, InstantSource clock) {
        Endpoint endpoint = new Endpoint(config, bootId, key, clock);
        endpoint.server.start(config.host(), config.port());
        return endpoint;
    }

    /** Lets api processes look into the machines of these computes. */
    public void serve(Map<String, Insight> byCompute) {
        admission.serve(byCompute);
    }

    /** Where api processes reach it. */
    public URI url() {
        return config.url().isEmpty() ? AdminServer.httpUrl(config.host(), server.port()) : URI.create(config.url());
    }

    /** How many consoles are being looked at. */
    public int viewers() {
        return viewers.size();
    }

    @Override
    public void close() {
        viewers.close();
        server.stop();
    }
}
