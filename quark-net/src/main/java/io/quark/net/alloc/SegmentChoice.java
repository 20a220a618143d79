package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.model.SegmentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which segment a new network gets: the id asked for, or the next one of the pools. */
final class SegmentChoice {

    /** What has the claim on a segment id. */
    static final String DEVICE = "network";

    private final NetState state;
    private final Paths paths;
    private final Instant now;
    private final Stripe stripe;

    SegmentChoice(NetState state, Instant now, Stripe stripe) {
        this.state = state;
        this.paths = state.paths();
        this.now = now;
        this.stripe = stripe;
    }

    /** Claims a segment for the network in the draft; a flat one needs none. */
    Choice<Segment> take(Network network, String workUnit, Draft draft) {
        Segment asked = network.segment();
        if (asked.type() == Segment.Type.FLAT) {
            return new Choice.Chosen<>(asked);
        }
        SegmentSpace space = state.segments().space(asked.type(), asked.physical());
        Choice<SegmentId> id = asked.id()
                .map(wanted -> requested(space, new SegmentId(wanted)))
                .orElseGet(() -> automatic(space));
        if (id instanceof Choice.Denied<SegmentId> denied) {
            return denied.instead();
        }
        SegmentId chosen = ((Choice.Chosen<SegmentId>) id).value();
        draft.restsOn(paths.segmentPools(), state.segments().version());
        Buckets nodes = state.segments().nodes();
        if (nodes.propose(space.name(), draft.proposal())) {
            draft.add(
                    Op.createEmpty(paths.segmentSpace(space.name())),
                    () -> nodes.unpropose(space.name(), draft.proposal()));
        }
        Claim claim = new Claim(
                Claim.State.ALLOCATED,
                List.of(),
                Optional.of(new Port.Device(DEVICE, network.id())),
                Optional.of(network.project()),
                Optional.empty(),
                false,
                workUnit);
        space.claims().claim(chosen, network.id(), claim, draft);
        return new Choice.Chosen<>(new Segment(asked.type(), asked.physical(), Optional.of(chosen.value())));
    }

    private Choice<SegmentId> requested(SegmentSpace space, SegmentId id) {
        Availability availability = space.claims().space().availability(id, now);
        if (availability instanceof Availability.Held) {
            String holder = space.claims()
                    .space()
                    .claim(id)
                    .flatMap(node -> node.claim().device())
                    .map(device -> Holders.network(state, device.id()))
                    .orElse("a network that is being made");
            return new Choice.Denied<>(
                    Refusals.segmentInUse(space.name(), id, holder),
                    () -> space.claims().space().isUndecided(id));
        }
        if (availability instanceof Availability.CoolingUntil cooling) {
            return Choice.Denied.firmly(Refusals.segmentCooling(space.name(), id, cooling.matures()));
        }
        return goingPoolOf(space, id)
                .<Choice<SegmentId>>map(pool -> Choice.Denied.firmly(Refusals.poolIsGoing(id, pool.name())))
                .orElseGet(() -> new Choice.Chosen<>(id));
    }

    /** An id whose pool is about to go, or to end before it, is not given to anybody: that would keep the pool. */
    private static Optional<SegmentPool> goingPoolOf(SegmentSpace space, SegmentId id) {
        return space.inOrder().stream()
                .filter(pool -> (pool.deleting().isPresent() && id.value() >= pool.first() && id.value() <= pool.last())
                        || pool.changing()
                                .filter(change -> id.value() >= change.first() && id.value() <= change.last())
                                .filter(change -> id.value() < pool.first() || id.value() > pool.last())
                                .isPresent())
                .findFirst();
    }

    private Choice<SegmentId> automatic(SegmentSpace space) {
        return space.claims()
                .space()
                .automatic(stripe, now)
                .<Choice<SegmentId>>map(Choice.Chosen::new)
                .orElseGet(() -> new Choice.Denied<>(
                        Refusals.segmentsExhausted(space),
                        () -> space.claims().space().hasReservations()));
    }
}
