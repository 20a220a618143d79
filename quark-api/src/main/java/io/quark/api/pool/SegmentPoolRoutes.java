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
import io.quark.common.model.NetRequest.CreateSegmentPool;
import io.quark.common.model.NetRequest.DeleteSegmentPool;
import io.quark.common.model.NetRequest.UpdateSegmentPool;
import io.quark.common.model.SegmentPool;
import io.quark.common.model.Target;
import io.quark.net.model.SegmentRules;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code /v1/segment-pools}: where VLAN ids and VXLAN network identifiers come from. They serve all projects. Thread safe. */
public final class SegmentPoolRoutes {

    private static final String TYPE = "segment_pool";
    private static final String COLLECTION = "/v1/segment-pools";
    private static final String SINGLE = COLLECTION + "/{segment_pool}";
    private static final String HINT = "Correct these fields; /docs shows what a segment pool takes.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;
    private final Quarantine quarantine;
    private final Clock clock;
    private final Shelf<SegmentPool, SegmentPoolAnswer> shelf;

    public SegmentPoolRoutes(
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
        this.shelf = new Shelf<>(cluster.catalogue().findSegmentPool(), freshness, this::show);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_segment_pool")
                        .says("Adds a pool of VLAN ids or VXLAN network identifiers.")
                        .body(SegmentPoolBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_segment_pools")
                        .says("Lists segment pools with their usage.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only the one of this name."),
                                Parameter.text("type", "vlan or vxlan.")))
                        .answersPage(SegmentPoolAnswer.class)
                        .by(request -> shelf.list(
                                request,
                                cluster.catalogue().segmentPools().in(Optional.empty()),
                                pool -> request.query("name")
                                                .map(pool.name()::equals)
                                                .orElse(true)
                                        && request.query("type")
                                                .map(pool.type().text()::equals)
                                                .orElse(true))),
                Route.get(SINGLE, "get_segment_pool")
                        .says("Shows a segment pool, by id or name.")
                        .takes(Listing.single())
                        .answers(SegmentPoolAnswer.class, "The pool.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "update_segment_pool")
                        .says("Changes a segment pool; ids in use stay within it.")
                        .body(SegmentPoolPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_segment_pool")
                        .says("Removes a pool of which no id is in use.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private SegmentPoolAnswer show(SegmentPool pool) {
        List<Claim> claims =
                claims(pool).map(claimed -> claimed.node().as(Claim.class)).toList();
        long cooling = claims.stream()
                .filter(claim -> claim.state() == Claim.State.COOLING)
                .count();
        return new SegmentPoolAnswer(
                pool.id(),
                pool.name(),
                pool.type(),
                pool.physical(),
                pool.first(),
                pool.last(),
                pool.reuseAfterS(),
                PoolUsageAnswer.of(pool.last() - pool.first() + 1L, claims.size() - cooling, cooling),
                pool.createdAt());
    }

    /** There are no more of them than networks. */
    private Stream<NetCatalogue.Claimed> claims(SegmentPool pool) {
        return cluster.catalogue()
                .claims(cluster.paths().segmentSpace(SegmentRules.space(pool.type(), pool.physical())))
                .filter(claimed -> {
                    int id = Integer.parseInt(claimed.name());
                    return id >= pool.first() && id <= pool.last();
                });
    }

    private CompletableFuture<Answer> create(Request request) {
        SegmentPoolBody body = request.read(SegmentPoolBody.class);
        request.refuseFaults(HINT);
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", body.reuseAfterS()));
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private Draft create(Request request, SegmentPoolBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        SegmentPool pool = new SegmentPool(
                id,
                body.name().orElseThrow(),
                body.type().orElseThrow(),
                body.physical(),
                body.first().orElseThrow(),
                body.last().orElseThrow(),
                body.reuseAfterS().orElse(SegmentRules.DEFAULT_REUSE_AFTER_S),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        Shelf.note(SegmentRules.faults(pool), request.faults());
        request.refuseFaults(HINT);
        shelf.refuseNameTaken(NetCatalogue.ALL, pool.name());
        refuseOverlap(pool);
        return book.possible(
                request.project(), new Draft(workUnit, new Target(TYPE, id, pool.name()), new CreateSegmentPool(pool)));
    }

    private void refuseOverlap(SegmentPool pool) {
        cluster.catalogue().segmentPools().in(Optional.empty()).values().stream()
                .map(Entry::value)
                .filter(other -> !other.id().equals(pool.id())
                        && other.type() == pool.type()
                        && other.physical().equals(pool.physical())
                        && other.first() <= pool.last()
                        && pool.first() <= other.last())
                .findFirst()
                .ifPresent(other -> {
                    throw ProblemType.CONFLICT.of(
                            pool.first() + "-" + pool.last() + " overlaps the pool " + other.name() + ", "
                                    + other.first() + "-" + other.last(),
                            "Pools do not overlap: choose other ids, or change that pool first.");
                });
    }

    private CompletableFuture<Answer> update(Request request) {
        SegmentPoolPatch patch = request.read(SegmentPoolPatch.class);
        Shelf.refuseEmpty(request);
        request.refuseFaults("Give at least one of name, first, last, reuse_after_s.");
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", patch.reuseAfterS()));
        return acceptance.accept(request, ids -> {
            SegmentPool pool = shelf.addressed(request, request.part(TYPE)).value();
            SegmentPool changed = new SegmentPool(
                    pool.id(),
                    patch.name().orElse(pool.name()),
                    pool.type(),
                    pool.physical(),
                    patch.first().orElse(pool.first()),
                    patch.last().orElse(pool.last()),
                    patch.reuseAfterS().orElse(pool.reuseAfterS()),
                    pool.createdAt(),
                    pool.op());
            Shelf.note(SegmentRules.faults(changed), request.faults());
            request.refuseFaults(HINT);
            if (!changed.name().equals(pool.name())) {
                shelf.refuseNameTaken(NetCatalogue.ALL, changed.name());
            }
            refuseOverlap(changed);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(pool.id()),
                            new Target(TYPE, pool.id(), changed.name()),
                            new UpdateSegmentPool(patch.name(), patch.first(), patch.last(), patch.reuseAfterS())));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            SegmentPool pool = shelf.addressed(request, request.part(TYPE)).value();
            Ownership.refuseHeld(
                    "ids of the pool " + pool.name() + " are in use",
                    claims(pool)
                            .filter(claimed -> claimed.node().as(Claim.class).state() == Claim.State.ALLOCATED)
                            .limit(Ownership.NAMED + 1L)
                            .map(claimed ->
                                    claimed.name() + holder(claimed.node().as(Claim.class)))
                            .toList(),
                    "Delete those networks first.");
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(pool.id()),
                            new Target(TYPE, pool.id(), pool.name()),
                            new DeleteSegmentPool()));
        });
    }

    private static String holder(Claim claim) {
        return claim.device()
                .map(device -> " (" + device.type() + " " + device.id() + ")")
                .orElse("");
    }
}
