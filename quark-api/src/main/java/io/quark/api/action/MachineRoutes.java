package io.quark.api.action;

import io.quark.api.http.Route;
import io.quark.api.image.SnapshotUploads;
import io.quark.api.instance.BootFiles;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.work.Acceptance;
import io.quark.api.work.OpenWork;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The routes of all that is asked of machines that are there, put together. Thread safe. */
public final class MachineRoutes {

    private final ActionRoutes actions;
    private final SnapshotRoutes snapshots;

    /** Their parts. */
    public MachineRoutes(
            Cluster cluster,
            AddressBook book,
            Freshness freshness,
            Acceptance acceptance,
            InstanceFinder finder,
            OpenWork open,
            BootFiles files,
            SnapshotUploads uploads,
            Clock clock) {
        ActionDesk desk = new ActionDesk(cluster, freshness, acceptance, finder, open, files);
        SnapshotActions taking = new SnapshotActions(cluster, clock);
        this.actions = new ActionRoutes(cluster, book, desk, taking);
        this.snapshots = new SnapshotRoutes(cluster, freshness, desk, taking, uploads, clock);
    }

    /** All of them. */
    public List<Route> routes() {
        return Stream.concat(actions.routes().stream(), snapshots.routes().stream())
                .toList();
    }
}
