package io.quark.api;

import io.quark.api.action.MachineRoutes;
import io.quark.api.flavor.FlavorRoutes;
import io.quark.api.http.Route;
import io.quark.api.image.SnapshotUploads;
import io.quark.api.instance.BootFiles;
import io.quark.api.instance.BulkRoutes;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.volume.VolumeRoutes;
import io.quark.api.work.Acceptance;
import io.quark.api.work.OpenWork;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The routes of what is done to machines that are there, and of what machines have. */
record MachineResources(
        Sight sight,
        Acceptance acceptance,
        InstanceFinder finder,
        OpenWork open,
        BootFiles files,
        SnapshotUploads uploads,
        Clock clock) {

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new BulkRoutes(sight.cluster(), sight.freshness(), acceptance).routes());
        routes.addAll(new MachineRoutes(
                        sight.cluster(),
                        sight.book(),
                        sight.freshness(),
                        acceptance,
                        finder,
                        open,
                        files,
                        uploads,
                        clock)
                .routes());
        routes.addAll(new FlavorRoutes(sight.cluster(), sight.freshness(), acceptance, clock).routes());
        routes.addAll(new VolumeRoutes(sight.cluster(), sight.freshness(), acceptance, clock).routes());
        routes.addAll(uploads.routes());
        return routes;
    }
}
