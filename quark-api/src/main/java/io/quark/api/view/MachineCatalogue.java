package io.quark.api.view;

import io.quark.api.view.Index.Identity;
import io.quark.common.model.Flavor;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Volume;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.List;
import java.util.stream.Stream;

/** What machines have besides themselves, as the view shows it: flavors, volumes, snapshots. Thread safe. */
public final class MachineCatalogue {

    private static final Lookup.Scope EVERYWHERE =
            new Lookup.Scope(project -> Stream.of(NetCatalogue.ALL), project -> "", "");

    private final Index<Flavor> flavors;
    private final Index<Volume> volumes;
    private final Index<Snapshot> snapshots;

    MachineCatalogue(Paths paths) {
        flavors = new Index<>(
                Flavor.class,
                path -> NetCatalogue.isChildOf(paths.flavors(), path),
                new Identity<>(Flavor::id, flavor -> NetCatalogue.ALL, Flavor::name));
        volumes = new Index<>(
                Volume.class,
                path -> isSpreadBelow("volumes", paths.parts(path)),
                new Identity<>(Volume::id, Volume::project, Volume::name));
        snapshots = new Index<>(
                Snapshot.class,
                path -> isSpreadBelow("snapshots", paths.parts(path)),
                new Identity<>(Snapshot::id, Snapshot::project, Snapshot::name));
    }

    void apply(TreeView.Cut cut) {
        flavors.apply(cut);
        volumes.apply(cut);
        snapshots.apply(cut);
    }

    private static boolean isSpreadBelow(String parent, List<String> parts) {
        return parts.size() == 3 && parts.get(0).equals(parent);
    }

    public Index<Flavor> flavors() {
        return flavors;
    }

    public Index<Volume> volumes() {
        return volumes;
    }

    public Index<Snapshot> snapshots() {
        return snapshots;
    }

    /** Flavors belong to no project. */
    public Lookup<Flavor> findFlavor() {
        return new Lookup<>("flavor", "/v1/flavors", flavors, (flavor, project) -> true, EVERYWHERE);
    }

    public Lookup<Volume> findVolume() {
        return new Lookup<>(
                "volume",
                "/v1/volumes",
                volumes,
                (volume, project) -> volume.project().equals(project));
    }

    public Lookup<Snapshot> findSnapshot() {
        return new Lookup<>(
                "snapshot",
                "/v1/snapshots",
                snapshots,
                (snapshot, project) -> snapshot.project().equals(project));
    }
}
