package io.quark.api;

import io.quark.api.audit.AuditRoutes;
import io.quark.api.compute.ComputeRoutes;
import io.quark.api.event.EventRoutes;
import io.quark.api.event.EventStreams;
import io.quark.api.http.Route;
import io.quark.api.image.ImageFiles;
import io.quark.api.image.ImageInspector;
import io.quark.api.image.ImageRoutes;
import io.quark.api.image.ImageSources;
import io.quark.api.image.ImageUploads;
import io.quark.api.image.RemoteImages;
import io.quark.api.image.SnapshotUploads;
import io.quark.api.instance.BootFiles;
import io.quark.api.instance.InstanceRoutes;
import io.quark.api.orc.OrcRoutes;
import io.quark.api.qos.QosWaits;
import io.quark.api.tree.TreeRoutes;
import io.quark.api.work.Cancellation;
import io.quark.api.work.OpenWork;
import io.quark.api.work.WorkUnitList;
import io.quark.api.work.WorkUnitRoutes;
import io.quark.api.work.WorkUnitStreams;
import io.quark.common.ticket.LookingKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The routes of all resources, each put together of what it needs. */
final class Resources {

    private static final long SWEEP_MINUTES = 10;

    private final Ground ground;
    private final Sight sight;
    private final Works works;
    private final Threads threads;
    private final EventStreams streams;

    Resources(Ground ground, Sight sight, Works works, Threads threads, EventStreams streams) {
        this.ground = ground;
        this.sight = sight;
        this.works = works;
        this.threads = threads;
        this.streams = streams;
    }

    /**
     * The routes.
     *
     * @param key of the tickets that this api and computes give each other
     * @param base where computes reach this api; asked for once it listens
     */
    List<Route> routes(ImagesConfig images, NetConfig net, LookingKey key, Supplier<URI> base) throws IOException {
        Path dir = Files.createDirectories(Path.of(images.dir()));
        ImageSources sources = ImageSources.below(
                Stream.concat(Stream.of(dir), images.allowedDirs().stream().map(Path::of))
                        .toList());
        ImageInspector inspector = new ImageInspector();
        ImageUploads uploads = new ImageUploads(dir, inspector);
        ImageFiles files = new ImageFiles(sources, inspector, uploads, base);
        var unusedSweep = threads.timer()
                .scheduleWithFixedDelay(() -> sweep(uploads), SWEEP_MINUTES, SWEEP_MINUTES, TimeUnit.MINUTES);

        List<Route> routes = new ArrayList<>();
        BootFiles bootFiles = new BootFiles(sources, inspector, threads.reading());
        routes.addAll(instances(bootFiles).routes());
        SnapshotUploads snapshots =
                new SnapshotUploads(works.reader(), files, base, threads.reading(), key, ground.clock());
        routes.addAll(machines(bootFiles, snapshots).routes());
        routes.addAll(workUnits().routes());
        QosWaits waits = QosWaits.over(sight.cluster(), threads.deciding(), threads.timer());
        routes.addAll(new NetworkResources(sight, works.acceptance(), waits, net, ground.clock()).routes());
        RemoteImages remote = new RemoteImages(images.allowedUrls(), dir);
        routes.addAll(images(sources, inspector, remote, files).routes());
        routes.addAll(new ComputeRoutes(sight.cluster(), sight.freshness()).routes());
        routes.addAll(new OrcRoutes(ground.session(), ground.paths(), ground.clock()).routes());
        routes.addAll(new AuditRoutes(sight.cluster(), works.acceptance()).routes());
        routes.addAll(new TreeRoutes(ground.session(), ground.paths(), streams).routes());
        routes.addAll(new EventRoutes(sight.events(), streams).routes());
        routes.addAll(ground.more());
        return routes;
    }

    /** Only while it is known which images there are. */
    private void sweep(ImageUploads uploads) {
        if (sight.view().inSync()) {
            uploads.sweep(
                    id -> sight.cluster().images().byId(id).map(found -> found.value()),
                    ground.clock().instant());
        }
    }

    private MachineResources machines(BootFiles bootFiles, SnapshotUploads uploads) {
        return new MachineResources(
                sight,
                works.acceptance(),
                sight.finder(ground),
                new OpenWork(ground.session(), ground.paths()),
                bootFiles,
                uploads,
                ground.clock());
    }

    private ImageRoutes images(ImageSources sources, ImageInspector inspector, RemoteImages remote, ImageFiles files) {
        return new ImageRoutes(
                sight.cluster(),
                sight.freshness(),
                works.acceptance(),
                sources,
                inspector,
                remote,
                files,
                threads.reading(),
                ground.clock());
    }

    private InstanceRoutes instances(BootFiles bootFiles) {
        return new InstanceRoutes(
                ground.session(),
                ground.paths(),
                sight.cluster(),
                sight.book(),
                sight.freshness(),
                works.acceptance(),
                bootFiles,
                sight.finder(ground));
    }

    private WorkUnitRoutes workUnits() {
        return new WorkUnitRoutes(
                ground.session(),
                sight.cluster(),
                works.reader(),
                works.waits(),
                new WorkUnitList(ground.session(), ground.paths()),
                new Cancellation(ground.session(), ground.paths(), works.reader()),
                new WorkUnitStreams(works.reader(), works.ends(), threads.timer()),
                streams);
    }
}
