package io.quark.api;

import io.quark.api.event.EventLog;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.instance.PendingBuilds;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Paths;

/** What the api sees of the cluster without asking: one view of the tree, and all that is fed by it. */
record Sight(LiveTreeView view, Cluster cluster, AddressBook book, EventLog events, Freshness freshness)
        implements AutoCloseable {

    static Sight open(Ground ground, Threads threads) {
        Paths paths = ground.paths();
        LiveTreeView view = LiveTreeView.open("api", ground.session(), Cluster.roots(paths));
        Cluster cluster = Cluster.over(view, paths);
        return new Sight(
                view,
                cluster,
                AddressBook.over(view, paths),
                EventLog.over(
                        view,
                        paths,
                        id -> cluster.instances()
                                .byId(id)
                                .map(found -> found.value().project())),
                new Freshness(view, ground.patience(), threads.timer()));
    }

    InstanceFinder finder(Ground ground) {
        return new InstanceFinder(cluster, freshness, new PendingBuilds(ground.session(), ground.paths()));
    }

    @Override
    public void close() {
        view.close();
    }
}
