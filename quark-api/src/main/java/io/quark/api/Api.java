package io.quark.api;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.javalin.Javalin;
import io.quark.api.compute.ComputeRoutes;
import io.quark.api.event.EventLog;
import io.quark.api.event.EventRoutes;
import io.quark.api.event.EventStreams;
import io.quark.api.http.RestServer;
import io.quark.api.http.Route;
import io.quark.api.http.RouteTable;
import io.quark.api.image.ImageFiles;
import io.quark.api.image.ImageInspector;
import io.quark.api.image.ImageRoutes;
import io.quark.api.image.ImageSources;
import io.quark.api.image.ImageUploads;
import io.quark.api.instance.BootFiles;
import io.quark.api.instance.InstanceRoutes;
import io.quark.api.instance.PendingBuilds;
import io.quark.api.network.AddressBook;
import io.quark.api.network.NetworkRoutes;
import io.quark.api.network.PortRoutes;
import io.quark.api.openapi.DocsRoutes;
import io.quark.api.orc.OrcRoutes;
import io.quark.api.tree.TreeRoutes;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Backlog;
import io.quark.api.work.Cancellation;
import io.quark.api.work.Recollection;
import io.quark.api.work.WorkUnitEnds;
import io.quark.api.work.WorkUnitList;
import io.quark.api.work.WorkUnitReader;
import io.quark.api.work.WorkUnitRoutes;
import io.quark.api.work.WorkUnitStreams;
import io.quark.api.work.WorkUnitWaits;
import io.quark.common.fault.CrashPoints;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Paths;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.ServerConnector;

/** A running REST server: its parts, put together. Thread safe. */
public final class Api implements AutoCloseable {

    /** How long ZooKeeper may be away before requests that need it are answered 503. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Longer than any request may wait. */
    private static final Duration IDLE = Duration.ofSeconds(90);

    private static final long BEAT_SECONDS = 10;

    private final Threads threads = Threads.start();
    private final LiveTreeView view;
    private final WorkUnitEnds ends;
    private final EventStreams streams = new EventStreams();
    private final Javalin server;
    private final HttpConfig http;

    /**
     * What an api stands on.
     *
     * @param more routes beside those of the resources
     */
    public record Ground(
            FollowableSession session,
            Paths paths,
            CrashPoints crashPoints,
            MetricRegistry metrics,
            Clock clock,
            List<Route> more) {}

    private Api(HttpConfig http, ImagesConfig images, Ground ground) throws IOException {
        this.http = http;
        FollowableSession session = ground.session();
        Paths paths = ground.paths();
        Clock clock = ground.clock();
        view = LiveTreeView.open("api", session, Cluster.roots(paths));
        Cluster cluster = Cluster.over(view, paths);
        AddressBook book = AddressBook.over(view, paths);
        EventLog events = EventLog.over(view, paths);
        Freshness freshness = new Freshness(view, PATIENCE, threads.timer());
        ends = WorkUnitEnds.follow(session, paths);

        WorkUnitReader reader = new WorkUnitReader(session, view, paths);
        WorkUnitWaits waits = new WorkUnitWaits(reader, ends, threads.timer());
        Backlog backlog = new Backlog(session, paths);
        Acceptance acceptance = new Acceptance(
                session,
                new GroupCommitter(session),
                paths,
                freshness,
                backlog,
                new Recollection(session, paths, reader, threads.timer()),
                waits,
                reader,
                threads.deciding(),
                ground.crashPoints(),
                ground.metrics().counter("quark_api_accepted_total"),
                clock);

        Path dir = Files.createDirectories(Path.of(images.dir()));
        ImageSources sources = ImageSources.below(
                Stream.concat(Stream.of(dir), images.allowedDirs().stream().map(Path::of))
                        .toList());
        ImageInspector inspector = new ImageInspector();
        ImageFiles files = new ImageFiles(sources, inspector, new ImageUploads(dir), this::publicUrl);

        List<Route> routes = new ArrayList<>();
        routes.addAll(new InstanceRoutes(
                        session,
                        paths,
                        cluster,
                        book,
                        freshness,
                        acceptance,
                        new BootFiles(sources, inspector, threads.reading()),
                        new PendingBuilds(session, paths))
                .routes());
        routes.addAll(new WorkUnitRoutes(
                        session,
                        cluster,
                        reader,
                        waits,
                        new WorkUnitList(session, paths),
                        new Cancellation(session, paths, reader),
                        new WorkUnitStreams(reader, ends, threads.timer()),
                        streams)
                .routes());
        routes.addAll(new NetworkRoutes(cluster, book, freshness, acceptance, clock).routes());
        routes.addAll(new PortRoutes(cluster, freshness).routes());
        routes.addAll(
                new ImageRoutes(cluster, freshness, acceptance, sources, inspector, files, threads.reading(), clock)
                        .routes());
        routes.addAll(new ComputeRoutes(cluster, freshness).routes());
        routes.addAll(new OrcRoutes(session, paths, clock).routes());
        routes.addAll(new TreeRoutes(session, paths, streams).routes());
        routes.addAll(new EventRoutes(events, streams).routes());
        routes.addAll(ground.more());

        var unusedLook = threads.timer().scheduleWithFixedDelay(backlog::look, 0, 1, TimeUnit.SECONDS);
        var unusedBeat =
                threads.timer().scheduleWithFixedDelay(streams::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        gauges(ground.metrics(), waits, backlog);
        server = server(new RestServer(
                new RouteTable(new DocsRoutes(routes, version()).with(routes)), threads.answering(), ground.metrics()));
    }

    /** Starts one; it listens when this returns. */
    public static Api start(HttpConfig http, ImagesConfig images, Ground ground) throws IOException {
        Api api = new Api(http, images, ground);
        api.server.start();
        return api;
    }

    private Javalin server(RestServer rest) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.jetty.addConnector((jetty, settings) -> {
                ServerConnector connector =
                        new ServerConnector(jetty, new org.eclipse.jetty.server.HttpConnectionFactory(settings));
                connector.setHost(http.host());
                connector.setPort(http.port());
                connector.setIdleTimeout(IDLE.toMillis());
                return connector;
            });
            rest.mount(config);
        });
    }

    private void gauges(MetricRegistry metrics, WorkUnitWaits waits, Backlog backlog) {
        metrics.gauge("quark_api_waiting_clients", () -> (Gauge<Integer>) waits::waiting);
        metrics.gauge("quark_api_event_streams", () -> (Gauge<Integer>) streams::size);
        metrics.gauge("quark_api_waiting_work_units", () -> (Gauge<Integer>) backlog::total);
    }

    private static String version() {
        String version = Api.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Where it listens. */
    public URI url() {
        String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        return URI.create("http://" + host + ":" + server.port());
    }

    private URI publicUrl() {
        return http.publicUrl().isEmpty() ? url() : URI.create(http.publicUrl());
    }

    /** Whether what it knows of the tree is current. */
    public boolean inSync() {
        return view.inSync();
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
        ends.close();
        view.close();
        threads.close();
    }
}
