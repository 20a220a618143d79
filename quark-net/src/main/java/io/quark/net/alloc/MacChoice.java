package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.MacRange;
import io.quark.net.model.Checked;
import io.quark.net.model.Mac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which MAC an interface gets. */
final class MacChoice {

    private final NetState state;
    private final Instant now;
    private final Stripe stripe;

    MacChoice(NetState state, Instant now, Stripe stripe) {
        this.state = state;
        this.now = now;
        this.stripe = stripe;
    }

    /**
     * A MAC to be had.
     *
     * @param range where its claim belongs
     */
    record Found(Mac mac, MacRangeState range) {

        /** Claims it for a port, under the rules that it was found by. */
        void claim(String port, String workUnit, Draft draft) {
            claim(port, Claim.allocated(port, workUnit), draft);
        }

        void claim(String holder, Claim claim, Draft draft) {
            range.restsOn(draft);
            range.macs().claim(mac, holder, claim, draft);
        }
    }

    /** The MAC asked for. */
    Choice<Found> requested(String text) {
        Checked<Mac> checked = Mac.parse(text);
        if (checked instanceof Checked.Bad<Mac> bad) {
            return Choice.Denied.firmly(
                    Refusals.malformed("mac", bad.all().get(0).detail()));
        }
        return requested(((Checked.Good<Mac>) checked).value());
    }

    private Choice<Found> requested(Mac mac) {
        Optional<MacRangeState> range = state.macRangeOf(mac);
        if (range.isEmpty()) {
            return Choice.Denied.firmly(Refusals.macsExhausted(List.of()));
        }
        if (range.get().range().state() == MacRange.State.DELETING) {
            return Choice.Denied.firmly(PortRefusals.rangeIsGoing(mac, range.get()));
        }
        ClaimSpace<Mac> space = range.get().macs().space();
        Availability availability = space.availability(mac, now);
        if (availability instanceof Availability.Held held) {
            return new Choice.Denied<>(Refusals.macInUse(mac, holder(mac, space, held)), () -> space.isUndecided(mac));
        }
        if (availability instanceof Availability.CoolingUntil cooling) {
            return Choice.Denied.firmly(Refusals.macCooling(mac, cooling.matures()));
        }
        return new Choice.Chosen<>(new Found(mac, range.get()));
    }

    private String holder(Mac mac, ClaimSpace<Mac> space, Availability.Held held) {
        return space.claim(mac)
                .filter(node -> !node.cooling() && node.claim().ports().isEmpty())
                .map(node -> PortRefusals.holder(node.claim()))
                .orElseGet(() -> state.holder(held.ports()));
    }

    /** The next MAC. */
    Choice<Found> automatic() {
        List<MacRangeState> ranges = state.macRangesInOrder();
        for (MacRangeState range : ranges) {
            Optional<Mac> mac = range.range().state() == MacRange.State.ACTIVE
                    ? range.macs().space().automatic(stripe, now)
                    : Optional.empty();
            if (mac.isPresent()) {
                return new Choice.Chosen<>(new Found(mac.get(), range));
            }
        }
        return new Choice.Denied<>(
                Refusals.macsExhausted(ranges),
                () -> ranges.stream().anyMatch(range -> range.macs().space().hasReservations()));
    }
}
