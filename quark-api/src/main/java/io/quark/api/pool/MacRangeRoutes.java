package io.quark.api.pool;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.network.Quarantine;
import io.quark.api.network.Quarantine.Asked;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.NetCatalogue;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.Claim;
import io.quark.common.model.MacRange;
import io.quark.common.model.NetRequest.CreateMacRange;
import io.quark.common.model.NetRequest.DeleteMacRange;
import io.quark.common.model.NetRequest.UpdateMacRange;
import io.quark.common.model.Target;
import io.quark.net.model.MacBlock;
import io.quark.net.model.MacRangeRules;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/mac-ranges}: where MACs come from. They serve all projects. Thread safe. */
public final class MacRangeRoutes {

    private static final String TYPE = "mac_range";
    private static final String COLLECTION = "/v1/mac-ranges";
    private static final String SINGLE = COLLECTION + "/{mac_range}";
    private static final String HINT = "Correct these fields; a range is written as 52:54:00/24.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;
    private final Quarantine quarantine;
    private final Clock clock;
    private final Shelf<MacRange, MacRangeAnswer> shelf;

    public MacRangeRoutes(
            Cluster cluster,
            AddressBook book,
            Freshness freshness,
            Acceptance acceptance,
            Quarantine quarantine,
            Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.acceptance = acceptance;
        this.quarantine = quarantine;
        this.clock = clock;
        this.shelf = new Shelf<>(cluster.catalogue().findMacRange(), freshness, this::show);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_mac_range")
                        .says("Adds a range that MACs are handed out from.")
                        .body(MacRangeBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_mac_ranges")
                        .says("Lists ranges of MACs with their usage.")
                        .takes(Listing.parameters(Parameter.text("name", "Only the one of this name.")))
                        .answersPage(MacRangeAnswer.class)
                        .by(request -> shelf.list(
                                request,
                                cluster.catalogue().macRanges().in(Optional.empty()),
                                range -> request.query("name")
                                        .map(range.name()::equals)
                                        .orElse(true))),
                Route.get(SINGLE, "get_mac_range")
                        .says("Shows a range of MACs, by id or name.")
                        .takes(Listing.single())
                        .answers(MacRangeAnswer.class, "The range.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "update_mac_range")
                        .says("Changes a range of MACs; what it has given stays.")
                        .body(MacRangePatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_mac_range")
                        .says("Removes a range of which no MAC is in use.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private MacRangeAnswer show(MacRange range) {
        AddressBook.MacUse use = book.macs(range.id());
        return new MacRangeAnswer(
                range.id(),
                range.name(),
                range.cidr(),
                range.reuseAfterS(),
                range.state(),
                PoolUsageAnswer.of(MacBlock.of(range.cidr()).size(), use.used(), use.cooling()),
                range.createdAt());
    }

    private CompletableFuture<Answer> create(Request request) {
        MacRangeBody body = request.read(MacRangeBody.class);
        body.cidr()
                .filter(text -> !request.faults().touch("/cidr"))
                .ifPresent(text -> MacRangeRules.cidr(text)
                        .faults()
                        .forEach(fault -> request.faults().add("/cidr", fault.detail())));
        request.refuseFaults(HINT);
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", body.reuseAfterS()));
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private Draft create(Request request, MacRangeBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        MacRange range = new MacRange(
                id,
                body.name().orElse(id),
                MacRangeRules.cidr(body.cidr().orElseThrow()).good().orElseThrow(),
                body.reuseAfterS().orElse(MacRangeRules.DEFAULT_REUSE_AFTER_S),
                body.state().orElse(MacRangeWish.ACTIVE).state(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        Shelf.note(MacRangeRules.faults(range), request.faults());
        request.refuseFaults(HINT);
        shelf.refuseNameTaken(NetCatalogue.ALL, range.name());
        refuseOverlap(range);
        return book.possible(
                request.project(), new Draft(workUnit, new Target(TYPE, id, range.name()), new CreateMacRange(range)));
    }

    private void refuseOverlap(MacRange range) {
        cluster.catalogue().macRanges().in(Optional.empty()).values().stream()
                .map(Entry::value)
                .filter(other -> MacBlock.of(other.cidr()).overlaps(MacBlock.of(range.cidr())))
                .findFirst()
                .ifPresent(other -> {
                    throw ProblemType.CONFLICT.of(
                            range.cidr() + " overlaps the range " + other.name() + ", " + other.cidr(),
                            "Ranges do not overlap: choose another one, or delete that one first.");
                });
    }

    private CompletableFuture<Answer> update(Request request) {
        MacRangePatch patch = request.read(MacRangePatch.class);
        Shelf.refuseEmpty(request);
        request.refuseFaults("Give at least one of name, reuse_after_s, state.");
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", patch.reuseAfterS()));
        return acceptance.accept(request, ids -> {
            MacRange range = shelf.addressed(request, request.part(TYPE)).value();
            MacRange renamed = new MacRange(
                    range.id(),
                    patch.name().orElse(range.name()),
                    range.cidr(),
                    patch.reuseAfterS().orElse(range.reuseAfterS()),
                    range.state(),
                    range.createdAt(),
                    range.op());
            Shelf.note(MacRangeRules.faults(renamed), request.faults());
            request.refuseFaults(HINT);
            if (!renamed.name().equals(range.name())) {
                shelf.refuseNameTaken(NetCatalogue.ALL, renamed.name());
            }
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(range.id()),
                            new Target(TYPE, range.id(), renamed.name()),
                            new UpdateMacRange(
                                    patch.name(),
                                    patch.reuseAfterS(),
                                    patch.state().map(MacRangeWish::state))));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            MacRange range = shelf.addressed(request, request.part(TYPE)).value();
            Ownership.refuseHeld(
                    "MACs of the range " + range.name() + " are in use",
                    cluster.catalogue()
                            .claims(cluster.paths().macs(range.id()))
                            .filter(claimed -> claimed.node().as(Claim.class).state() == Claim.State.ALLOCATED)
                            .limit(Ownership.NAMED + 1L)
                            .map(NetCatalogue.Claimed::name)
                            .toList(),
                    "Release them first, or disable the range; GET /v1/macs?range=" + range.id() + " lists them.");
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(range.id()),
                            new Target(TYPE, range.id(), range.name()),
                            new DeleteMacRange()));
        });
    }
}
