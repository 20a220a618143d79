package io.quark.api.volume;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.instance.Labels;
import io.quark.api.pool.Shelf;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.MachineRequest.CreateVolume;
import io.quark.common.model.MachineRequest.DeleteVolume;
import io.quark.common.model.MachineRequest.GrowVolume;
import io.quark.common.model.Target;
import io.quark.common.model.Volume;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/volumes}. Thread safe. */
public final class VolumeRoutes {

    private static final String TYPE = "volume";
    private static final String COLLECTION = "/v1/volumes";
    private static final String SINGLE = COLLECTION + "/{volume}";
    private static final String HINT = "Correct these fields; /docs shows what a volume takes.";

    private final Cluster cluster;
    private final Acceptance acceptance;
    private final Clock clock;
    private final Shelf<Volume, VolumeAnswer> shelf;

    public VolumeRoutes(Cluster cluster, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.acceptance = acceptance;
        this.clock = clock;
        this.shelf = new Shelf<>(cluster.machines().findVolume(), freshness, VolumeAnswer::of);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_volume")
                        .says(
                                "Makes a volume; its disk is made on the host of the first machine that it is attached to.")
                        .body(VolumeBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_volumes")
                        .says("Lists volumes.")
                        .takes(
                                Shelf.parameters(
                                        Parameter.text(
                                                "instance", "Only those attached to this machine, by name or id."),
                                        Parameter.text("compute", "Only those that lie on this compute."),
                                        Parameter.texts(
                                                "label",
                                                "Only those with this label: key=value, or key for any value. May be repeated.")))
                        .answersPage(VolumeAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_volume")
                        .says("Shows a volume, by id or name.")
                        .takes(Listing.single())
                        .answers(VolumeAnswer.class, "The volume.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "grow_volume")
                        .says("Makes a volume larger, also while it is attached.")
                        .body(VolumePatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::grow),
                Route.delete(SINGLE, "delete_volume")
                        .says("Removes a volume with all that is on it; refused while it is attached.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return shelf.list(
                request,
                Shelf.<Volume>fits(
                                request, "name", (volume, text) -> volume.name().equals(text))
                        .and(Shelf.fits(
                                request,
                                "status",
                                (volume, text) -> volume.status().text().equals(text)))
                        .and(Shelf.fits(
                                request,
                                "compute",
                                (volume, text) ->
                                        volume.compute().filter(text::equals).isPresent()))
                        .and(Shelf.fits(
                                request,
                                "instance",
                                (volume, text) -> volume.instance()
                                        .filter(id -> cluster.findInstance().isCalled(id, text))
                                        .isPresent()))
                        .and(volume -> request.queries("label").stream()
                                .allMatch(label -> Labels.match(volume.labels(), label))));
    }

    private CompletableFuture<Answer> create(Request request) {
        VolumeBody body = request.read(VolumeBody.class);
        check(body, request.faults());
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private static void check(VolumeBody body, Faults faults) {
        body.name()
                .map(Ids::canonical)
                .filter(Ids::isId)
                .ifPresent(name -> faults.add("/name", "must not look like an id"));
        Labels.check(body.labels(), faults);
    }

    private Draft create(Request request, VolumeBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        Volume volume = new Volume(
                ids.made(workUnit, TYPE),
                body.name().orElseThrow(),
                request.project(),
                body.size().orElseThrow(),
                body.pool().orElse(""),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Volume.Status.NEW,
                Optional.empty(),
                Optional.empty(),
                body.labels(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        shelf.refuseNameTaken(volume.project(), volume.name());
        return new Draft(workUnit, target(volume), new CreateVolume(volume));
    }

    private static Target target(Volume volume) {
        return new Target(TYPE, volume.id(), volume.name());
    }

    private CompletableFuture<Answer> grow(Request request) {
        VolumePatch patch = request.read(VolumePatch.class);
        request.refuseFaults(HINT);
        long size = patch.size().orElseThrow();
        return acceptance.accept(request, ids -> {
            Volume volume = shelf.addressed(request, request.part(TYPE)).value();
            refuseGoing(volume);
            if (size <= volume.size()) {
                throw ProblemType.REFUSED.of(
                        "the volume " + volume.name() + " has " + volume.size() + " MiB, and volumes only grow: " + size
                                + " MiB is not more",
                        "Ask for more than " + volume.size() + " MiB.");
            }
            return new Draft(ids.inShardOf(volume.id()), target(volume), new GrowVolume(size));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Volume volume = shelf.addressed(request, request.part(TYPE)).value();
            refuseGoing(volume);
            // One that is being detached right now is judged when that has ended.
            volume.instance().filter(id -> volume.workUnit().isEmpty()).ifPresent(id -> {
                throw ProblemType.CONFLICT.of(
                        "the volume " + volume.name() + " is attached to instance "
                                + cluster.findInstance().nameOf(id),
                        "Detach it first: action detach_volume of that instance.");
            });
            return new Draft(ids.inShardOf(volume.id()), target(volume), new DeleteVolume());
        });
    }

    private static void refuseGoing(Volume volume) {
        if (volume.status() == Volume.Status.DELETING) {
            throw ProblemType.CONFLICT.of("the volume " + volume.name() + " is being deleted", "Make another one.");
        }
    }
}
