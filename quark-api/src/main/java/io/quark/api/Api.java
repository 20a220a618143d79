package io.quark.api;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.javalin.Javalin;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.quark.api.event.EventStreams;
import io.quark.api.http.RestServer;
import io.quark.api.http.Route;
import io.quark.api.http.RouteTable;
import io.quark.api.looking.LookingRoutes;
import io.quark.api.network.NetworkMetrics;
import io.quark.api.openapi.DocsRoutes;
import io.quark.common.looking.SocketDoor;
import io.quark.common.ticket.LookingKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** A running REST server. Thread safe. */
public final class Api implements AutoCloseable {

    /** Longer than any request may wait. */
    private static final Duration IDLE = Duration.ofSeconds(90);

    private static final long BEAT_SECONDS = 10;

    private final HttpConfig http;
    private final Threads threads;
    private final Sight sight;
    private final Works works;
    private final NetworkMetrics usage;
    private final EventStreams streams = new EventStreams();
    private final LookingRoutes looking;
    private final Javalin server;

    private Api(HttpConfig http, ImagesConfig images, NetConfig net, Ground ground, Threads threads)
            throws IOException {
        this.http = http;
        this.threads = threads;
        sight = Sight.open(ground, threads);
        works = Works.open(ground, sight, threads);
        usage = new NetworkMetrics(sight.cluster(), sight.book(), net.metricsNetworks());
        LookingKey key = new LookingKey(ground.session(), ground.paths(), ground.clock());
        looking = new LookingRoutes(
                sight.cluster(), sight.freshness(), sight.finder(ground), key, ground.clock(), this::publicUrl);
        List<Route> routes = new ArrayList<>(
                new Resources(ground, sight, works, threads, streams).routes(images, net, key, this::publicUrl));
        routes.addAll(looking.routes());
        RouteTable table = new RouteTable(new DocsRoutes(routes, version()).with(routes));
        server = server(new RestServer(table, threads.answering(), ground.metrics()));
        gauges(ground.metrics());
    }

    /** Starts one; it listens when this returns. */
    public static Api start(HttpConfig http, ImagesConfig images, NetConfig net, Ground ground) throws IOException {
        Api api = new Api(http, images, net, ground, Threads.start());
        api.repeat();
        api.server.start();
        return api;
    }

    private void repeat() {
        var unusedLook = threads.timer().scheduleWithFixedDelay(works.backlog()::look, 0, 1, TimeUnit.SECONDS);
        var unusedBeat =
                threads.timer().scheduleWithFixedDelay(streams::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    }

    private Javalin server(RestServer rest) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.jetty.addConnector((jetty, settings) -> {
                ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(settings));
                connector.setHost(http.host());
                connector.setPort(http.port());
                connector.setIdleTimeout(IDLE.toMillis());
                return connector;
            });
            SocketDoor.install(config, LookingRoutes.IDLE, looking.door());
            rest.mount(config);
        });
    }

    private void gauges(MetricRegistry metrics) {
        metrics.gauge("quark_api_waiting_clients", () -> (Gauge<Integer>) works.waits()::waiting);
        metrics.gauge("quark_api_event_streams", () -> (Gauge<Integer>) streams::size);
        metrics.gauge("quark_api_consoles", () -> (Gauge<Integer>) looking::consoles);
        metrics.gauge("quark_api_waiting_work_units", () -> (Gauge<Integer>) works.backlog()::total);
    }

    private static String version() {
        return Optional.ofNullable(Api.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Where it listens. */
    public URI url() {
        String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        return URI.create("http://" + host + ":" + server.port());
    }

    private URI publicUrl() {
        return http.publicUrl().isEmpty() ? url() : URI.create(http.publicUrl());
    }

    /** How full networks and subnets are, for the daemon's metrics. */
    public MultiCollector usage() {
        return usage;
    }

    /** Whether what it knows of the tree is current. */
    public boolean inSync() {
        return sight.view().inSync();
    }

    @Override
    public void close() {
        streams.close();
        looking.close();
        server.stop();
        works.close();
        sight.close();
        threads.close();
    }
}
