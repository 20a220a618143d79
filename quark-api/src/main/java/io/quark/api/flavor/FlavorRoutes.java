package io.quark.api.flavor;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.pool.Shelf;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.NetCatalogue;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import io.quark.common.model.MachineRequest.CreateFlavor;
import io.quark.common.model.MachineRequest.DeleteFlavor;
import io.quark.common.model.Target;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/flavors}. What a flavor says of the host (pinning, devices, XML) is for operators alone to say; as long as there are no roles, whoever
 * reaches the api is one. Thread safe.
 */
public final class FlavorRoutes {

    private static final String TYPE = "flavor";
    private static final String COLLECTION = "/v1/flavors";
    private static final String SINGLE = COLLECTION + "/{flavor}";

    private final Cluster cluster;
    private final Acceptance acceptance;
    private final Clock clock;
    private final Shelf<Flavor, FlavorAnswer> shelf;

    public FlavorRoutes(Cluster cluster, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.acceptance = acceptance;
        this.clock = clock;
        this.shelf = new Shelf<>(cluster.machines().findFlavor(), freshness, FlavorAnswer::of);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_flavor")
                        .says("Defines a shape of machines, for all projects. For operators: there are no roles yet, so"
                                + " whoever reaches the api is one.")
                        .body(FlavorBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_flavors")
                        .says("Lists flavors.")
                        .takes(Listing.parameters(Parameter.text("name", "Only the one of this name.")))
                        .answersPage(FlavorAnswer.class)
                        .by(request -> shelf.list(
                                request,
                                cluster.machines().flavors().in(Optional.empty()),
                                flavor -> request.query("name")
                                        .map(flavor.name()::equals)
                                        .orElse(true))),
                Route.get(SINGLE, "get_flavor")
                        .says("Shows a flavor, by id or name.")
                        .takes(Listing.single())
                        .answers(FlavorAnswer.class, "The flavor.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.delete(SINGLE, "delete_flavor")
                        .says("Forgets a flavor; machines that were made with it stay as they are. For operators.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        FlavorBody body = request.read(FlavorBody.class);
        FlavorRules.check(body, request.faults());
        request.refuseFaults("Correct these fields; /docs shows what a flavor takes.");
        return acceptance.accept(request, ids -> create(body, ids));
    }

    private Draft create(FlavorBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        Flavor flavor = new Flavor(
                ids.made(workUnit, TYPE),
                body.name().orElseThrow(),
                body.description(),
                body.ram().orElseThrow(),
                body.cpu().orElseThrow(),
                body.storage().orElse(0L),
                body.hardware().map(HardwareBody::hardware).orElse(Hardware.PLAIN),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        shelf.refuseNameTaken(NetCatalogue.ALL, flavor.name());
        return new Draft(workUnit, new Target(TYPE, flavor.id(), flavor.name()), new CreateFlavor(flavor));
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Flavor flavor = shelf.addressed(request, request.part(TYPE)).value();
            return new Draft(
                    ids.inShardOf(flavor.id()), new Target(TYPE, flavor.id(), flavor.name()), new DeleteFlavor());
        });
    }
}
