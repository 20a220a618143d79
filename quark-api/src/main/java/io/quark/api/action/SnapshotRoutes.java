package io.quark.api.action;

import io.quark.api.action.SnapshotBody.SnapshotImageBody;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.image.SnapshotUploads;
import io.quark.api.network.Ownership;
import io.quark.api.pool.Shelf;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.model.Image;
import io.quark.common.model.MachineRequest.DeleteSnapshot;
import io.quark.common.model.MachineRequest.SnapshotToImage;
import io.quark.common.model.Snapshot;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/snapshots}. All that is done to a snapshot is asked of its machine. Thread safe. */
final class SnapshotRoutes {

    private static final String COLLECTION = "/v1/snapshots";
    private static final String SINGLE = COLLECTION + "/{snapshot}";
    private static final String HINT = "Correct these fields; /docs shows what a snapshot takes.";

    private final Cluster cluster;
    private final ActionDesk desk;
    private final SnapshotActions actions;
    private final SnapshotUploads uploads;
    private final Clock clock;
    private final Shelf<Snapshot, SnapshotAnswer> shelf;

    SnapshotRoutes(
            Cluster cluster,
            Freshness freshness,
            ActionDesk desk,
            SnapshotActions actions,
            SnapshotUploads uploads,
            Clock clock) {
        this.cluster = cluster;
        this.desk = desk;
        this.actions = actions;
        this.uploads = uploads;
        this.clock = clock;
        this.shelf = new Shelf<>(cluster.machines().findSnapshot(), freshness, SnapshotAnswer::of);
    }

    List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_snapshot")
                        .says("Keeps a machine as it is now: the same as its action snapshot.")
                        .body(SnapshotBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(404)
                        .by(this::create),
                Route.get(COLLECTION, "list_snapshots")
                        .says("Lists snapshots.")
                        .takes(Shelf.parameters(
                                Parameter.text("instance", "Only those of this machine, by name or id.")))
                        .answersPage(SnapshotAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_snapshot")
                        .says("Shows a snapshot, by id or name.")
                        .takes(Listing.single())
                        .answers(SnapshotAnswer.class, "The snapshot.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part("snapshot"))),
                Route.post(SINGLE + "/image", "create_image_of_snapshot")
                        .says("Makes an image of a snapshot's disk, for every host to use.")
                        .body(SnapshotImageBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::makeImage),
                Route.delete(SINGLE, "delete_snapshot")
                        .says("Removes a snapshot; its machine stays as it is.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return shelf.list(
                request,
                Shelf.<Snapshot>fits(
                                request,
                                "name",
                                (snapshot, text) -> snapshot.name().equals(text))
                        .and(Shelf.fits(
                                request,
                                "status",
                                (snapshot, text) -> snapshot.status().text().equals(text)))
                        .and(Shelf.fits(
                                request,
                                "instance",
                                (snapshot, text) -> cluster.findInstance().isCalled(snapshot.instance(), text))));
    }

    private CompletableFuture<Answer> create(Request request) {
        SnapshotBody body = request.read(SnapshotBody.class);
        SnapshotActions.check(body.name(), request.faults());
        request.refuseFaults(HINT);
        return desk.take(
                request,
                () -> body.instance().orElseThrow(),
                "snapshot",
                asked -> actions.take(body.name().orElseThrow(), body.memory().orElse(false), asked));
    }

    private CompletableFuture<Answer> makeImage(Request request) {
        SnapshotImageBody body = request.read(SnapshotImageBody.class);
        SnapshotActions.check(body.name(), request.faults());
        request.refuseFaults(HINT);
        return desk.take(
                request,
                () -> addressed(request).instance(),
                "snapshot_to_image",
                asked -> image(addressed(request), body.name().orElseThrow(), asked));
    }

    private SnapshotToImage image(Snapshot snapshot, String name, Asked asked) {
        SnapshotActions.refuseUnready(snapshot);
        Ownership.refuseNameTaken(
                "image",
                name,
                " in project " + snapshot.project(),
                cluster.images().named(snapshot.project(), name).stream()
                        .map(holder -> holder.value().id())
                        .findFirst());
        Image image = new Image(
                asked.ids().made(asked.workUnit(), "image"),
                name,
                snapshot.project(),
                SnapshotUploads.FORMAT,
                List.of(),
                Optional.empty(),
                Image.Status.WAITING,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                asked.workUnit());
        return new SnapshotToImage(snapshot.id(), image, uploads.url(asked.workUnit()));
    }

    private CompletableFuture<Answer> delete(Request request) {
        return desk.take(
                request,
                () -> addressed(request).instance(),
                "delete_snapshot",
                asked -> new DeleteSnapshot(shelf.addressed(request, request.part("snapshot"))
                        .value()
                        .id()));
    }

    private Snapshot addressed(Request request) {
        return shelf.lookup()
                .addressed(request.project(), request.part("snapshot"))
                .value();
    }
}
